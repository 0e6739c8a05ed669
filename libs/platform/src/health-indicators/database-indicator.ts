import type { DatabaseStatus } from '@strata/database';
import type { HealthIndicator } from '@strata/health';

const PING_TIMEOUT_MS = 1_000;
/** Beyond the ping's own limit, so that a check ends by itself and leaves nothing behind. */
const CHECK_TIMEOUT_MS = 1_500;

/** The primary answers. The ping has a connection of its own, so a full pool neither fails nor feels it. */
export function databaseIndicator(status: Pick<DatabaseStatus, 'ping'>): HealthIndicator {
  return {
    name: 'database',
    critical: true,
    timeoutMs: CHECK_TIMEOUT_MS,
    check: async () => {
      await status.ping(PING_TIMEOUT_MS);
      return { status: 'up' };
    },
  };
}
