import type { HealthEvents } from '@strata/health';
import type { PlatformLogger } from '../platform-logger';
import { errorFields } from './error-fields';

/** Down because somebody wants it so: the end of a process is no failure. */
const DELIBERATE = 'shutdown';

/** Writes every change of an indicator's status; at error when a critical one is down. */
export function logHealthChanges(events: Pick<HealthEvents, 'on'>, logger: PlatformLogger): void {
  events.on('change', ({ indicator, critical, from, to, error }) => {
    const reason = error === undefined ? {} : errorFields(error);
    const fields = { indicator, critical, from, to, ...reason };
    if (to === 'up' || indicator === DELIBERATE) logger.info(fields, 'health_change');
    else if (critical && to === 'down') logger.error(fields, 'health_change');
    else logger.warn(fields, 'health_change');
  });
}
