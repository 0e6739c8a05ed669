import { EventEmitter } from 'node:events';
import type { HealthStatus } from './health-indicator';

/** An indicator's status is another than before. */
export interface HealthChange {
  readonly indicator: string;
  readonly critical: boolean;
  /** Undefined for the first result. */
  readonly from: HealthStatus | undefined;
  readonly to: HealthStatus;
  /** Why the check failed, where it threw. For logs only: it may name hosts. */
  readonly error?: unknown;
}

interface HealthEventMap {
  change: [HealthChange];
}

/** Emits `change` at every change of status. Listeners must not throw. */
export class HealthEvents extends EventEmitter<HealthEventMap> {}
