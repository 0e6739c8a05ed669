import type { ServerProcess } from './server-process';

/** The routes that are compared. */
export type SubjectId =
  | 'strata-cached'
  | 'fastify-map'
  | 'nest-redis'
  | 'nest-two-stores'
  | 'strata-uncached'
  | 'fastify-pg';

/** One route of one running server. */
export interface Subject {
  readonly id: SubjectId;
  readonly server: ServerProcess;
  readonly url: string;
  /** Headers of every request. */
  readonly headers: Readonly<Record<string, string>>;
}
