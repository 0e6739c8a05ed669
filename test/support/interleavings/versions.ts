import type { Names } from '../../../libs/cache/src/coherence/names';

const MARK = 'version:';

/** An invalidation that tells, by a name that no entry has, which version of the source it followed. */
export function markedWith(version: number, names: Names): Names {
  return { ...names, patterns: [`${MARK}${version}`] };
}

/** The highest of the versions that an invalidation is marked with; 0 for none. */
export function versionIn({ patterns = [] }: Names): number {
  return Math.max(0, ...patterns.map((pattern) => Number(pattern.slice(MARK.length))));
}
