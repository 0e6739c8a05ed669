import { setting } from '../engine/setting';
import { integer } from '../kinds/integer';

const days = integer(1, 3_650);

/** How long rows are kept that nobody changes any more. */
export const RETENTION_SETTINGS = {
  apiKeyRetentionDays: setting({
    name: 'API_KEY_RETENTION_DAYS',
    group: 'Retention',
    kind: days,
    description: 'How long an API key is still listed after it was revoked or has expired.',
    unit: 'days',
    default: 90,
  }),
  auditRetentionDays: setting({
    name: 'AUDIT_RETENTION_DAYS',
    group: 'Retention',
    kind: days,
    description: 'How long the audit log of admin actions is kept.',
    unit: 'days',
    default: 365,
  }),
  idempotencyRetentionDays: setting({
    name: 'IDEMPOTENCY_RETENTION_DAYS',
    group: 'Retention',
    kind: days,
    description:
      'How long a request that is repeated with its Idempotency-Key gets the same answer; then the key is free again.',
    unit: 'days',
    default: 7,
  }),
  outboxRetentionDays: setting({
    name: 'OUTBOX_RETENTION_DAYS',
    group: 'Retention',
    kind: days,
    description:
      'How long an invalidation waits that no process publishes, as of a namespace that is no longer used. Longer ' +
      'than the longest CACHE_TTL: what an invalidation concerns must have expired by then.',
    unit: 'days',
    default: 30,
  }),
} as const;
