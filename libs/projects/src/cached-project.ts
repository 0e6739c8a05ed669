import type { Project } from './project';

/** A project as it lies in the cache: without dates it is plain data, which is shared and not copied. */
export interface CachedProject extends Omit<Project, 'createdAt'> {
  readonly createdAtMs: number;
}

export function toCachedProject({ createdAt, ...rest }: Project): CachedProject {
  return { ...rest, createdAtMs: createdAt.getTime() };
}

export function fromCachedProject({ createdAtMs, ...rest }: CachedProject): Project {
  return { ...rest, createdAt: new Date(createdAtMs) };
}
