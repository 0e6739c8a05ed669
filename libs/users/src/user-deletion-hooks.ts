import { Injectable } from '@nestjs/common';

/** Removes what a library keeps of a user. Runs inside the unit of work that deletes the user. */
export type UserDeletionHook = (userId: string) => Promise<void>;

/**
 * Where libraries above this one say what else goes when a user is deleted. Rows with a foreign key
 * to auth.users go by themselves.
 */
@Injectable()
export class UserDeletionHooks {
  readonly #hooks = new Map<string, UserDeletionHook>();

  /**
   * Adds a hook, usually in `onModuleInit`. Hooks run in the order of registration.
   * @throws Error when `name` is taken: a hook registered twice would hide a wiring mistake.
   */
  register(name: string, hook: UserDeletionHook): void {
    if (this.#hooks.has(name)) throw new Error(`User deletion hook "${name}" is registered twice.`);
    this.#hooks.set(name, hook);
  }

  /** Runs every hook, one after the other; the first failure stops the deletion. */
  async run(userId: string): Promise<void> {
    for (const hook of this.#hooks.values()) await hook(userId);
  }
}
