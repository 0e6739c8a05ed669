/** What is audited. A name, once stored, keeps its meaning. */
export const AUDIT_ACTIONS = [
  'cache_show_keys',
  'cache_inspect',
  'cache_invalidate',
  'api_key_create',
  'api_key_revoke',
  'user_create',
  'user_update',
  'user_delete',
  'user_settings_replace',
  'activity_record',
  'analysis_create',
] as const;

export type AuditAction = (typeof AUDIT_ACTIONS)[number];

/** Something that was done, or tried, with the rights of an admin. */
export interface NewAuditEntry {
  /** Subject of the admin. */
  readonly actor: string;
  /** The API key that it came with; undefined for a token. */
  readonly apiKeyId: string | undefined;
  readonly action: AuditAction;
  /** What it was done to: an id, or the names that were invalidated. Without secrets or values. */
  readonly target: string;
  /** `done`, `dry_run`, or the code of the error that it ended in. */
  readonly outcome: string;
  /** Undefined outside a request. */
  readonly requestId: string | undefined;
}

/** An entry as it is stored. */
export interface AuditEntry {
  readonly id: string;
  readonly createdAt: Date;
  readonly actor: string;
  readonly apiKeyId: string | null;
  readonly action: string;
  readonly target: string;
  readonly outcome: string;
  readonly requestId: string | null;
}

/** Which entries are asked for; undefined: whoever's, whatever. */
export interface AuditFilter {
  readonly actor?: string | undefined;
  readonly action?: AuditAction | undefined;
}
