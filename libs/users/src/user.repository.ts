import { Injectable } from '@nestjs/common';
import {
  Database,
  ObservedRepository,
  isUniqueViolation,
  type PagePosition,
} from '@strata/database';
import { AppError } from '@strata/errors';
import { UserEntity } from './user.entity';
import type { UserFields } from './user-input';
import type { UserProfile } from './user-profile';

/**
 * The columns under the names of {@link UserProfile}, so that a row is a profile as it stands: reading
 * one profile is the hottest query, and making an entity of the row would cost as much again.
 */
const PROFILE = `id, email, display_name AS "displayName", locale, time_zone AS "timeZone",
  created_at AS "createdAt", updated_at AS "updatedAt"`;

const FIND = `SELECT ${PROFILE} FROM auth.users WHERE id = $1`;
const FIND_MANY = `SELECT ${PROFILE} FROM auth.users WHERE id = ANY($1)`;
const LOCK = `${FIND} FOR NO KEY UPDATE`;
const FIRST_PAGE = `SELECT ${PROFILE} FROM auth.users ORDER BY created_at DESC, id DESC LIMIT $1`;
const PAGE_AFTER = `SELECT ${PROFILE} FROM auth.users WHERE (created_at, id) < ($2, $3)
  ORDER BY created_at DESC, id DESC LIMIT $1`;

/** Fields left out stay as the row has them now, whoever changed them meanwhile. */
const UPDATE = `UPDATE auth.users
  SET email = coalesce($2, email), display_name = coalesce($3, display_name),
      locale = coalesce($4, locale), time_zone = coalesce($5, time_zone), updated_at = now()
  WHERE id = $1 RETURNING ${PROFILE}`;

/** Profiles in auth.users. */
@ObservedRepository()
@Injectable()
export class UserRepository {
  constructor(private readonly database: Database) {}

  /** May come from a replica. */
  async find(id: string): Promise<UserProfile | undefined> {
    return this.database.readOne((m) => m.query<UserProfile[]>(FIND, [id]));
  }

  /** Those of these users who are there, in any order; from the primary, so that none who is there is missing. */
  async findMany(ids: readonly string[]): Promise<UserProfile[]> {
    return this.database.write((m) => m.query<UserProfile[]>(FIND_MANY, [ids]));
  }

  /** From the primary; keeps the row from other writers until the transaction ends. */
  async lock(id: string): Promise<UserProfile | undefined> {
    const rows = await this.database.write((m) => m.query<UserProfile[]>(LOCK, [id]));
    return rows[0];
  }

  /** Newest first; may come from a replica. */
  async list(limit: number, after?: PagePosition): Promise<UserProfile[]> {
    return this.database.read((m) =>
      after
        ? m.query<UserProfile[]>(PAGE_AFTER, [limit, after.createdAt, after.id])
        : m.query<UserProfile[]>(FIRST_PAGE, [limit]),
    );
  }

  /** @throws AppError USER_ALREADY_EXISTS, EMAIL_ALREADY_USED. */
  async insert(fields: UserFields): Promise<UserProfile> {
    return this.database.write(async (m) => {
      const user = m.create(UserEntity, fields);
      await m.insert(UserEntity, user).catch(rethrowConflict);
      return { ...user };
    });
  }

  /** @throws AppError EMAIL_ALREADY_USED. */
  async update(id: string, changes: Partial<UserFields>): Promise<UserProfile | undefined> {
    const { email, displayName, locale, timeZone } = changes;
    const parameters = [id, email, displayName, locale, timeZone];
    const [rows] = await this.database.write((m) =>
      m.query<[UserProfile[], number]>(UPDATE, parameters).catch(rethrowConflict),
    );
    return rows[0];
  }

  async delete(id: string): Promise<void> {
    await this.database.write((m) => m.delete(UserEntity, { id }));
  }
}

function rethrowConflict(error: unknown): never {
  if (isUniqueViolation(error, 'users_pkey')) {
    throw new AppError('USER_ALREADY_EXISTS', { cause: error });
  }
  if (isUniqueViolation(error, 'users_email_key')) {
    throw new AppError('EMAIL_ALREADY_USED', { cause: error });
  }
  throw error;
}
