/** What a factory gives. */
export type Factory = () => unknown;

/** A cache as the comparison drives it: memory before Redis, both kept for an hour. */
export interface Subject {
  get(key: string, factory: Factory): Promise<unknown>;
  /** Missing where the cache cannot. */
  remove?(key: string): Promise<unknown>;
  getTagged?(key: string, tag: string, factory: Factory): Promise<unknown>;
  removeTag?(tag: string): Promise<unknown>;
  close(): unknown;
}

/** Names of the caches that are compared, ours first; `bare` is a Map and a Redis client. */
export const SUBJECTS = [
  'strata',
  'bentocache',
  'layered-loader',
  'cacheable',
  'cache-manager',
] as const;

export type SubjectName = (typeof SUBJECTS)[number] | 'bare';

/** Where Redis is. */
export interface Server {
  readonly host: string;
  readonly port: number;
  readonly url: string;
}
