import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { AuditService, type AuditAction, type NewAuditEntry } from '@strata/audit';
import { UnitOfWork } from '@strata/database';
import { errorFields, RequestContext } from '@strata/platform';
import type { Caller } from '../http/caller';
import { toAppError } from '../http/to-app-error';

/** Injection token of the application's logger. */
export const AUDIT_LOGGER = Symbol('AUDIT_LOGGER');

/** What was done to what. */
interface AdminAction {
  readonly action: AuditAction;
  /** An id, or the names that were invalidated; without secrets or values. */
  readonly target: string;
  /** `done`, unless it is said. */
  readonly outcome?: string;
}

const DONE = 'done';

/** Writes who did what with the rights of an admin: always a log line, and an entry of the audit log. */
@Injectable()
export class AuditLog {
  constructor(
    @Inject(AUDIT_LOGGER) private readonly logger: Logger,
    private readonly entries: AuditService,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /**
   * Notes what concerns no row of ours, or has been done. The entry is stored when that works within a second:
   * caches can be emptied while PostgreSQL is away, and the log line says then that it stands alone.
   * @param details for the log line; without secrets or values.
   */
  async note(caller: Caller, action: AdminAction, details: object = {}): Promise<void> {
    const entry = entryOf(caller, action);
    this.#write(entry, details);
    await this.entries.addAlone(entry).catch((error: unknown) => {
      this.logger.warn({ ...lineOf(entry), ...errorFields(error) }, 'audit_entry_not_stored');
    });
  }

  /**
   * Runs `work`, which changes rows, in one transaction with the entry: neither is stored without the other.
   * A failure is noted by its code, also where a surrounding transaction is rolled back because of it.
   * @param action from the result, where the target is known only then.
   */
  async change<T>(
    caller: Caller,
    action: AdminAction | ((result: T) => AdminAction),
    work: () => Promise<T>,
  ): Promise<T> {
    const { result, entry } = await this.unitOfWork
      .transaction(async () => {
        const result = await work();
        const done = typeof action === 'function' ? action(result) : action;
        const entry = entryOf(caller, done);
        await this.entries.add(entry);
        return { result, entry };
      })
      .catch(async (error: unknown) => {
        if (typeof action !== 'function') await this.#noteFailure(caller, action, error);
        throw error;
      });
    await this.unitOfWork.afterCommit(() => this.#write(entry, {}));
    return result;
  }

  /** As {@link change} where `caller` needs the rights of an admin to reach `subject`, else `work` alone. */
  async changeOf<T>(
    caller: Caller,
    subject: string,
    action: AuditAction,
    work: () => Promise<T>,
  ): Promise<T> {
    if (caller.subject === subject) return work();
    return this.change(caller, { action, target: subject }, work);
  }

  /** As {@link changeOf} for `work` that has transactions of its own: what came of it is noted afterwards. */
  async noteOf<T>(
    caller: Caller,
    subject: string,
    action: AuditAction,
    work: () => Promise<T>,
  ): Promise<T> {
    if (caller.subject === subject) return work();
    const noted = { action, target: subject };
    const result = await work().catch(async (error: unknown) => {
      await this.#noteFailure(caller, noted, error);
      throw error;
    });
    await this.note(caller, noted);
    return result;
  }

  async #noteFailure(caller: Caller, action: AdminAction, error: unknown): Promise<void> {
    const failed = { ...action, outcome: toAppError(error).code };
    await this.unitOfWork.afterEnd(() => this.note(caller, failed));
  }

  #write(entry: NewAuditEntry, details: object): void {
    this.logger.info({ ...lineOf(entry), ...details }, 'admin_action');
  }
}

function entryOf(
  { subject: actor, apiKey }: Caller,
  { action, target, outcome = DONE }: AdminAction,
): NewAuditEntry {
  const requestId = RequestContext.current()?.requestId;
  return { actor, apiKeyId: apiKey?.id, action, target, outcome, requestId };
}

function lineOf({ actor, apiKeyId, action, target, outcome }: NewAuditEntry): object {
  const key = apiKeyId === undefined ? {} : { api_key_id: apiKeyId };
  return { subject: actor, ...key, action, target, outcome };
}
