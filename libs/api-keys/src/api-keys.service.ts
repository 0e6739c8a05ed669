import { Injectable, type OnModuleInit } from '@nestjs/common';
import { CacheService } from '@strata/cache';
import { pageOf, UnitOfWork, type Page, type PagePosition } from '@strata/database';
import { AppError } from '@strata/errors';
import { UserDeletionHooks } from '@strata/users';
import type { ApiKey, NewApiKey, VerifiedApiKey } from './api-key';
import { apiKeyCache } from './api-key-cache-keys';
import { hashOfApiKey, hintOf, newApiKey } from './api-key-secret';
import { ApiKeyRepository } from './api-key.repository';
import { validNewApiKey } from './api-key-input';

/**
 * How long a key that was verified is trusted without asking again: where several processes share no Redis, until a
 * revocation holds in all of them; while PostgreSQL is away, until nobody can say any more whether it is valid.
 */
const VERIFIED_TTL_SECONDS = 60;

/** A new key, and for the only time the key itself. */
export interface CreatedApiKey {
  readonly apiKey: ApiKey;
  /** Not stored anywhere: whoever loses it needs a new one. */
  readonly key: string;
}

/** A verified key as it lies in the cache: plain data. */
interface CachedApiKey extends VerifiedApiKey {
  readonly expiresAtMs: number | null;
}

/** Keys with which machines call. Verified from the cache first, which a revocation reaches everywhere. */
@Injectable()
export class ApiKeysService implements OnModuleInit {
  constructor(
    private readonly repository: ApiKeyRepository,
    private readonly cache: CacheService,
    private readonly unitOfWork: UnitOfWork,
    private readonly deletionHooks: UserDeletionHooks,
  ) {}

  onModuleInit(): void {
    this.deletionHooks.register('api-keys', (userId) => this.#revokeOf(userId));
  }

  /** @throws AppError VALIDATION_FAILED. */
  async create(input: NewApiKey): Promise<CreatedApiKey> {
    const fields = validNewApiKey(input);
    const key = newApiKey();
    const apiKey = await this.repository.insert(hashOf(key), hintOf(key), fields);
    return { apiKey, key };
  }

  /** All keys, newest first, revoked and expired ones included. */
  async list(limit: number, after?: PagePosition): Promise<Page<ApiKey>> {
    return pageOf(await this.repository.list(limit + 1, after), limit);
  }

  /**
   * Refuses a key from now on: here at once, in other processes as soon as the invalidation arrives.
   * One that was revoked before stays so.
   * @throws AppError API_KEY_NOT_FOUND.
   */
  async revoke(id: string): Promise<void> {
    // The invalidation is kept with the change: it outlives this process.
    await this.unitOfWork.transaction(async () => {
      await this.cache.deleteByTag(apiKeyCache.keyTag(id));
      if (!(await this.repository.revoke(id))) throw new AppError('API_KEY_NOT_FOUND');
    });
  }

  /** What a key stands for when it was verified before and is still valid, without any waiting. */
  remembered(key: string): VerifiedApiKey | undefined {
    const hash = hashOfApiKey(key);
    if (hash === undefined) return undefined;
    const found = this.cache.peek<CachedApiKey>(apiKeyCache.verified(hash.toString('hex')));
    return found && !hasExpired(found.value) ? found.value : undefined;
  }

  /**
   * What `key` stands for.
   * @throws AppError UNAUTHENTICATED when it is malformed, unknown, revoked or expired;
   *   AUTHENTICATION_UNAVAILABLE when that cannot be found out.
   */
  async verify(key: string): Promise<VerifiedApiKey> {
    const hash = hashOfApiKey(key);
    if (hash === undefined) throw refused('is malformed: it was mistyped or cut');
    const verified = await this.#verified(hash);
    if (hasExpired(verified)) throw refused('has expired');
    return verified;
  }

  async #verified(hash: Buffer): Promise<CachedApiKey> {
    try {
      return await this.cache.getOrSet(
        apiKeyCache.verified(hash.toString('hex')),
        async () => toVerified(await this.repository.findByHash(hash)),
        {
          ttlSeconds: VERIFIED_TTL_SECONDS,
          tags: ({ id, subject }) => [apiKeyCache.keyTag(id), apiKeyCache.subjectTag(subject)],
        },
      );
    } catch (cause) {
      if (cause instanceof AppError) throw cause;
      throw new AppError('AUTHENTICATION_UNAVAILABLE', { retryAfterSeconds: 1, cause });
    }
  }

  async #revokeOf(userId: string): Promise<void> {
    await this.cache.deleteByTag(apiKeyCache.subjectTag(userId));
    await this.repository.revokeOf(userId);
  }
}

/** A key that is not valid is an error, which is not cached: inventing keys fills no memory. */
function toVerified(found: ApiKey | undefined): CachedApiKey {
  if (!found) throw refused('is not known');
  if (found.revokedAt) throw refused('was revoked');
  const { id, subject, scopes, expiresAt } = found;
  return { id, subject, scopes, expiresAtMs: expiresAt?.getTime() ?? null };
}

function hasExpired({ expiresAtMs }: CachedApiKey): boolean {
  return expiresAtMs !== null && expiresAtMs <= Date.now();
}

function refused(reason: string): AppError {
  return new AppError('UNAUTHENTICATED', {
    detail: `The API key ${reason}; ask an admin for a new one.`,
  });
}

function hashOf(key: string): Buffer {
  const hash = hashOfApiKey(key);
  if (hash === undefined) throw new Error('A new API key is not well formed.');
  return hash;
}
