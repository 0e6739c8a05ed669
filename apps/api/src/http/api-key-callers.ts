import { AppError } from '@strata/errors';
import type { ApiKeysService, ApiKeyUse, VerifiedApiKey } from '@strata/api-keys';
import { ROLES, type Caller, type CallerSource } from './caller';

type Keys = Pick<ApiKeysService, 'remembered' | 'verify'>;
type Use = Pick<ApiKeyUse, 'note'>;

/** Who calls with an API key: its subject, an admin only with the scope `admin`. Every use is noted. */
export class ApiKeyCallers implements CallerSource {
  #keys: Keys | undefined;
  #use: Use | undefined;

  /** The access policy is there before the application that has the keys. Until then nobody has one. */
  connect(keys: Keys, use: Use): void {
    this.#keys = keys;
    this.#use = use;
  }

  remembered(token: string): Caller | undefined {
    const known = this.#keys?.remembered(token);
    return known && this.#callerOf(known);
  }

  async verify(token: string): Promise<Caller> {
    if (this.#keys === undefined) throw new AppError('UNAUTHENTICATED');
    return this.#callerOf(await this.#keys.verify(token));
  }

  #callerOf({ id, subject, scopes }: VerifiedApiKey): Caller {
    this.#use?.note(id);
    const isAdmin = scopes.includes('admin');
    return { subject, roles: isAdmin ? ROLES : ['user'], isAdmin, apiKey: { id, scopes } };
  }
}
