import { Inject, Injectable } from '@nestjs/common';
import { type CacheWarmer, CacheWarmers } from '@strata/cache';
import type { PagePosition } from '@strata/database';
import { USERS_OPTIONS, type UsersOptions } from './users.options';
import { UsersService } from './users.service';

/** Profiles asked for at once. */
const PAGE = 100;

/** Puts the profiles of the newest users into the cache at start: they are the ones who come back soonest. */
@Injectable()
export class ProfileWarmer implements CacheWarmer {
  readonly name = 'newest_profiles';
  readonly #profiles: number;

  constructor(
    warmers: CacheWarmers,
    private readonly users: UsersService,
    @Inject(USERS_OPTIONS) { warmProfiles = 0 }: UsersOptions,
  ) {
    this.#profiles = warmProfiles;
    if (warmProfiles > 0) warmers.register(this);
  }

  async warm(signal: AbortSignal): Promise<void> {
    let after: PagePosition | undefined;
    for (let left = this.#profiles; left > 0 && !signal.aborted; left -= PAGE) {
      const { items, next } = await this.users.list(Math.min(PAGE, left), after);
      await this.users.preload(items.map(({ id }) => id));
      if (next === null) return;
      after = next;
    }
  }
}
