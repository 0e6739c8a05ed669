import { Injectable } from '@nestjs/common';
import { Database, ObservedRepository, type PagePosition } from '@strata/database';
import type { ApiKey, NewApiKey } from './api-key';

/** When a key was used last. */
export interface ApiKeyUseRecord {
  readonly id: string;
  readonly usedAt: Date;
}

/** The columns under the names of {@link ApiKey}; the hash stays in the database. */
const API_KEY = `id, hint, name, subject, scopes, created_by AS "createdBy", created_at AS "createdAt",
  expires_at AS "expiresAt", revoked_at AS "revokedAt", last_used_at AS "lastUsedAt"`;

const FIND_BY_HASH = `SELECT ${API_KEY} FROM auth.api_keys WHERE key_hash = $1`;
const FIRST_PAGE = `SELECT ${API_KEY} FROM auth.api_keys ORDER BY created_at DESC, id DESC LIMIT $1`;
const PAGE_AFTER = `SELECT ${API_KEY} FROM auth.api_keys WHERE (created_at, id) < ($2, $3)
  ORDER BY created_at DESC, id DESC LIMIT $1`;
const INSERT = `INSERT INTO auth.api_keys (key_hash, hint, name, subject, scopes, expires_at, created_by)
  VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING ${API_KEY}`;
const REVOKE = `WITH revoked AS (
    UPDATE auth.api_keys SET revoked_at = coalesce(revoked_at, now()) WHERE id = $1 RETURNING id
  ) SELECT id FROM revoked`;
const REVOKE_OF = `UPDATE auth.api_keys SET revoked_at = now() WHERE subject = $1 AND revoked_at IS NULL`;

/** Whoever recorded a key within the last minute, in whichever process, has done so for all. */
const RECORD_USE = `UPDATE auth.api_keys AS k SET last_used_at = used.at
  FROM unnest($1::uuid[], $2::timestamptz[]) AS used (id, at)
  WHERE k.id = used.id AND (k.last_used_at IS NULL OR k.last_used_at < used.at - $3 * interval '1 second')`;

/** Keys in auth.api_keys, by their hash. All reads are from the primary: a replica may lag behind a revocation. */
@ObservedRepository()
@Injectable()
export class ApiKeyRepository {
  constructor(private readonly database: Database) {}

  async findByHash(hash: Buffer): Promise<ApiKey | undefined> {
    const work = { idempotent: true };
    const rows = await this.database.write((m) => m.query<ApiKey[]>(FIND_BY_HASH, [hash]), work);
    return rows[0];
  }

  /** Newest first, revoked and expired ones included until they are deleted. */
  async list(limit: number, after?: PagePosition): Promise<ApiKey[]> {
    return this.database.write(
      (m) =>
        after
          ? m.query<ApiKey[]>(PAGE_AFTER, [limit, after.createdAt, after.id])
          : m.query<ApiKey[]>(FIRST_PAGE, [limit]),
      { idempotent: true },
    );
  }

  async insert(hash: Buffer, hint: string, key: NewApiKey): Promise<ApiKey> {
    const { name, subject, scopes, expiresAt = null, createdBy } = key;
    const parameters = [hash, hint, name, subject, scopes, expiresAt, createdBy];
    const [row] = await this.database.write((m) => m.query<ApiKey[]>(INSERT, parameters));
    if (row === undefined) throw new Error('INSERT ... RETURNING has answered without a row.');
    return row;
  }

  /** False when there is no such key. One that was revoked before stays so. */
  async revoke(id: string): Promise<boolean> {
    const rows = await this.database.write((m) => m.query<unknown[]>(REVOKE, [id]));
    return rows.length > 0;
  }

  /** Revokes every key that acts as `subject`. */
  async revokeOf(subject: string): Promise<void> {
    await this.database.write((m) => m.query(REVOKE_OF, [subject]));
  }

  /** Records uses that are later than what is recorded by `minAgeSeconds` at least. */
  async recordUses(uses: readonly ApiKeyUseRecord[], minAgeSeconds: number): Promise<void> {
    const ids = uses.map(({ id }) => id);
    const times = uses.map(({ usedAt }) => usedAt);
    const work = { idempotent: true };
    await this.database.write((m) => m.query(RECORD_USE, [ids, times, minAgeSeconds]), work);
  }
}
