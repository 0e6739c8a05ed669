import { Injectable } from '@nestjs/common';
import { Database, ObservedRepository } from '@strata/database';
import type { Preferences } from './preferences';

/** A user's settings and when they were last stored; null when never. */
export interface UserSettings {
  readonly preferences: Preferences;
  readonly updatedAt: Date | null;
}

/** One row for a known user, with or without settings; none for an unknown user. */
const FIND = `SELECT coalesce(s.preferences, '{}') AS preferences, s.updated_at AS "updatedAt"
  FROM auth.users u LEFT JOIN auth.user_settings s ON s.user_id = u.id WHERE u.id = $1`;

/**
 * The lock makes a user who is being deleted count as unknown, not as a broken foreign key, and waits
 * for whoever has looked at the settings in order to change them.
 */
const REPLACE = `INSERT INTO auth.user_settings (user_id, preferences)
  SELECT id, $2 FROM auth.users WHERE id = $1 FOR NO KEY UPDATE
  ON CONFLICT (user_id) DO UPDATE SET preferences = excluded.preferences, updated_at = now()
  RETURNING preferences, updated_at AS "updatedAt"`;

/** Settings in auth.user_settings. */
@ObservedRepository()
@Injectable()
export class UserSettingsRepository {
  constructor(private readonly database: Database) {}

  /** May come from a replica. Undefined for an unknown user. */
  async find(userId: string): Promise<UserSettings | undefined> {
    return this.database.readOne((m) => m.query<UserSettings[]>(FIND, [userId]));
  }

  /** Undefined for an unknown user. */
  async replace(userId: string, preferences: Preferences): Promise<UserSettings | undefined> {
    const parameters = [userId, JSON.stringify(preferences)];
    const rows = await this.database.write((m) => m.query<UserSettings[]>(REPLACE, parameters));
    return rows[0];
  }
}
