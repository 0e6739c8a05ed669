import type { CallerWaits } from '../caller-waits';
import type { ResolvedPoolOptions } from '../database-options';
import type { Deadline } from '../deadline';
import type { ServerRole } from '../database-events';

/** One server's pool, with what it takes over from the options of the module. */
export interface ServerPoolOptions extends ResolvedPoolOptions {
  /** `primary`, `replica-1` ... */
  readonly server: string;
  readonly role: ServerRole;
  /** Time limit of a ping; a server that needs longer is taken for dead. */
  readonly pingTimeoutMs: number;
  /** A statement without an answer for longer than this ends its connection. 0: never. */
  readonly queryTimeoutMs: number;
  /** A statement is stopped by a cancel request after this, where the server has no limit of its own. 0: never. */
  readonly interruptAfterMs: number;
  readonly applicationName: string;
  /** Whether statements carry their route and trace. */
  readonly queryComments: boolean;
  /** The deadline of whoever calls. */
  readonly deadline: () => Deadline | undefined;
  /** The route of whoever calls. */
  readonly route: () => string | undefined;
  /** The trace that the call belongs to, as W3C `traceparent`; asked only for comments. */
  readonly traceparent: () => string | undefined;
  /** Where the waits of whoever calls are added up. */
  readonly waits: (() => CallerWaits | undefined) | undefined;
}
