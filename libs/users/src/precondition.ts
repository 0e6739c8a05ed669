/**
 * Looks at what is about to be changed, undefined when it is not there, and throws to refuse the change.
 * Nobody else changes it between this look and the commit.
 */
export type Precondition<T> = (current: T | undefined) => void;
