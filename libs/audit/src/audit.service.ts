import { Injectable } from '@nestjs/common';
import { pageOf, UnitOfWork, type Page, type PagePosition } from '@strata/database';
import { AppError } from '@strata/errors';
import type { AuditEntry, AuditFilter, NewAuditEntry } from './audit-entry';
import { AuditRepository } from './audit.repository';

/** An entry that stands for itself is given this long; whoever acts waits for it. */
const STORE_TIMEOUT_MS = 1_000;

/** Ids are of the type bigint. */
const ID = /^\d{1,18}$/;

/** What was done with the rights of an admin, in public.audit_log. */
@Injectable()
export class AuditService {
  constructor(
    private readonly repository: AuditRepository,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** Stores an entry with the change that the caller's unit of work makes: both or neither. */
  async add(entry: NewAuditEntry): Promise<void> {
    await this.repository.insert(entry);
  }

  /**
   * Stores an entry by itself, within a second.
   * @throws DatabaseUnavailableError, PoolExhaustedError, DeadlineExceededError: it is not stored.
   */
  async addAlone(entry: NewAuditEntry): Promise<void> {
    const options = { timeoutMs: STORE_TIMEOUT_MS };
    await this.unitOfWork.transaction(() => this.repository.insert(entry), options);
  }

  /**
   * Entries, newest first.
   * @throws AppError INVALID_CURSOR.
   */
  async list(filter: AuditFilter, limit: number, after?: PagePosition): Promise<Page<AuditEntry>> {
    if (after && !ID.test(after.id)) throw new AppError('INVALID_CURSOR');
    return pageOf(await this.repository.list(filter, limit + 1, after), limit);
  }
}
