/**
 * What a key may be used for. `read`: reading what its subject reaches; `write`: changing it; `admin`: that of
 * everybody as well, and the routes of admins. None contains another.
 */
export const API_KEY_SCOPES = ['read', 'write', 'admin'] as const;
export type ApiKeyScope = (typeof API_KEY_SCOPES)[number];

/** A key, without the key itself, which nobody but its holder has. */
export interface ApiKey {
  readonly id: string;
  /** Its first characters, for people to tell keys apart by. */
  readonly hint: string;
  readonly name: string;
  /** Whom it acts as: a user, or a service that need not have a profile. */
  readonly subject: string;
  readonly scopes: readonly ApiKeyScope[];
  /** Subject of the admin who made it. */
  readonly createdBy: string;
  readonly createdAt: Date;
  /** From then on it is refused; null: it lasts until it is revoked. */
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
  /** A minute or two late; null: not used yet. */
  readonly lastUsedAt: Date | null;
}

/** What a key is created from. */
export interface NewApiKey {
  readonly name: string;
  readonly subject: string;
  readonly scopes: readonly ApiKeyScope[];
  readonly expiresAt?: Date | undefined;
  readonly createdBy: string;
}

/** What a valid key stands for. */
export interface VerifiedApiKey {
  readonly id: string;
  readonly subject: string;
  readonly scopes: readonly ApiKeyScope[];
}
