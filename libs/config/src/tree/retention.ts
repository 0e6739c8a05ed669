import type { SettingReader } from '../engine/setting-reader';
import { SETTINGS } from '../settings';
import type { RetentionConfig } from '../strata-config';

/** How long rows are kept. */
export function readRetention(reader: SettingReader): RetentionConfig {
  return {
    apiKeyDays: reader.read(SETTINGS.apiKeyRetentionDays).value,
    auditDays: reader.read(SETTINGS.auditRetentionDays).value,
    idempotencyDays: reader.read(SETTINGS.idempotencyRetentionDays).value,
    outboxDays: reader.read(SETTINGS.outboxRetentionDays).value,
  };
}
