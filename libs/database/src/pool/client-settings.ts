import type { ClientConfig } from 'pg';
import type { QueryObserver } from './observed-query';
import type { SessionPolicy } from './session-policy';
import type { StatementNames } from './statement-names';

/** What the connections of one pool have in common. */
export interface ClientSettings {
  readonly config: ClientConfig;
  readonly names: StatementNames;
  readonly session: SessionPolicy;
  readonly observe: QueryObserver;
}
