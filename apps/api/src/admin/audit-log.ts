import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import type { Caller } from '../http/caller';

/** Injection token of the application's logger. */
export const AUDIT_LOGGER = Symbol('AUDIT_LOGGER');

/** Writes who did what to the running service, at info; the line's own time says when. */
@Injectable()
export class AuditLog {
  constructor(@Inject(AUDIT_LOGGER) private readonly logger: Logger) {}

  /** @param details without secrets or values. */
  note({ subject }: Caller, action: string, details: object): void {
    this.logger.info({ subject, action, ...details }, 'admin_action');
  }
}
