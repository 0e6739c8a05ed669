import { cacheKey } from '@strata/cache';
import type { PagePosition } from '@strata/database';

/** The cache names of projects. Every name stands beside what makes it invalid. */
export const projectCache = {
  /** One project, whoever asks: the service checks the owner of what it finds. Goes with its owner. */
  project: (id: string): string => cacheKey('projects', 'one', id),

  /** One page of an owner's projects; invalid through its tags. */
  page: (userId: string, limit: number, after?: PagePosition): string =>
    cacheKey(
      'projects',
      'page',
      userId,
      limit,
      after?.createdAt.toISOString() ?? '',
      after?.id ?? '',
    ),

  /** Tag of an owner's pages; invalid when the owner creates a project. */
  pagesTag: (userId: string): string => cacheKey('projects', 'pages-of', userId),

  /** Tag of every entry of an owner; invalid when the owner is deleted. */
  ownerTag: (userId: string): string => cacheKey('projects', 'of', userId),
} as const;
