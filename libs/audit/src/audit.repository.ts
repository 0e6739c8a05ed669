import { Injectable } from '@nestjs/common';
import { Database, ObservedRepository, type PagePosition } from '@strata/database';
import type { AuditEntry, AuditFilter, NewAuditEntry } from './audit-entry';
import { storable } from './storable';

const MAX_ACTOR_LENGTH = 256;
const MAX_TARGET_LENGTH = 1_024;

const INSERT = `INSERT INTO public.audit_log (actor, api_key_id, action, target, outcome, request_id)
  VALUES ($1, $2, $3, $4, $5, $6)`;
const SELECT = `SELECT id, created_at AS "createdAt", actor, api_key_id AS "apiKeyId", action, target,
  outcome, request_id AS "requestId" FROM public.audit_log`;
const NEWEST_FIRST = 'ORDER BY created_at DESC, id DESC LIMIT $1';

/** Entries in public.audit_log. Reads come from the primary: an admin looks for what was just done. */
@ObservedRepository()
@Injectable()
export class AuditRepository {
  constructor(private readonly database: Database) {}

  async insert(entry: NewAuditEntry): Promise<void> {
    const { apiKeyId, action, outcome, requestId } = entry;
    const actor = storable(entry.actor, MAX_ACTOR_LENGTH);
    const target = storable(entry.target, MAX_TARGET_LENGTH);
    const parameters = [actor, apiKeyId, action, target, outcome, requestId];
    await this.database.write((m) => m.query(INSERT, parameters));
  }

  /** Newest first. */
  async list(
    { actor, action }: AuditFilter,
    limit: number,
    after?: PagePosition,
  ): Promise<AuditEntry[]> {
    const conditions: string[] = [];
    const parameters: unknown[] = [limit];
    const where = (condition: (first: number) => string, ...values: unknown[]): void => {
      conditions.push(condition(parameters.length + 1));
      parameters.push(...values);
    };
    if (actor !== undefined) where((n) => `actor = $${n}`, actor);
    if (action !== undefined) where((n) => `action = $${n}`, action);
    if (after) where((n) => `(created_at, id) < ($${n}, $${n + 1})`, after.createdAt, after.id);
    const condition = conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : '';
    const sql = `${SELECT} ${condition} ${NEWEST_FIRST}`;
    return this.database.write((m) => m.query<AuditEntry[]>(sql, parameters), { idempotent: true });
  }
}
