import { cacheKey } from '@strata/cache';
import type { PagePosition } from '@strata/database';

/** The cache names of analyses. Every name stands beside what makes it invalid. */
export const analysisCache = {
  /**
   * The answer to one request of one owner. A stored analysis never changes: invalid only when its
   * owner is deleted, through {@link analysisCache.ownerTag}.
   */
  answer: (userId: string, contentHash: string): string =>
    cacheKey('analysis', 'answer', userId, contentHash),

  /** One analysis as its owner reads it; invalid as {@link analysisCache.answer} is. */
  session: (userId: string, id: string): string => cacheKey('analysis', 'session', userId, id),

  /** One analysis as an admin reads it, whoever owns it; invalid as {@link analysisCache.answer} is. */
  anySession: (id: string): string => cacheKey('analysis', 'any-session', id),

  /** One page of a project's analyses; the project belongs to one owner. Invalid through its tags. */
  projectPage: (projectId: string, limit: number, after?: PagePosition): string => {
    const position = after ? [after.createdAt.toISOString(), after.id] : [];
    return cacheKey('analysis', 'project-page', projectId, limit, ...position);
  },

  /** Tag of everything that belongs to one owner; invalid when the owner is deleted. */
  ownerTag: (userId: string): string => cacheKey('analysis', 'owner', userId),

  /** Tag of the pages of one owner's analyses; invalid when one is added or the owner is deleted. */
  userListTag: (userId: string): string => cacheKey('analysis', 'user-list', userId),

  /** Tag of the pages of one project's analyses; invalid when one is added. */
  projectListTag: (projectId: string): string => cacheKey('analysis', 'project-list', projectId),
} as const;
