import type { Stall } from './stalls';

/** One read through the cache. */
export interface Read {
  readonly key: string;
  readonly beganAtMs: number;
  /** What it got; undefined when the call failed, which no fault of Redis may cause. */
  readonly value: Profile | undefined;
}

/** What the source holds: whose it is, and how often it was written. */
export interface Profile {
  readonly user: string;
  readonly key: string;
  readonly version: number;
}

/** From a soaking process to the parent, which holds the source of truth. */
export type ToParent =
  | { readonly kind: 'opened' }
  | { readonly kind: 'load' | 'write'; readonly id: number; readonly key: string }
  /** Some milliseconds of the process's life. */
  | {
      readonly kind: 'lived';
      readonly reads: readonly Read[];
      readonly invalidations: readonly Invalidation[];
      readonly stalls: readonly Stall[];
    }
  | {
      readonly kind: 'final';
      readonly reads: readonly Read[];
      readonly loads: number;
      readonly hits: number;
    }
  | { readonly kind: 'heap'; readonly megabytes: number }
  | { readonly kind: 'fault'; readonly message: string };

export type ToChild =
  | { readonly kind: 'answer'; readonly id: number; readonly version: number }
  | { readonly kind: 'weigh' }
  | { readonly kind: 'finish' };

/** The moment at which a process had made an invalidation known to its own cache. */
export interface Invalidation {
  readonly key: string;
  readonly version: number;
  readonly atMs: number;
}

/** Keys of the soak: some users, each with things of their own. */
export const USERS = 20;
export const THINGS = 5;

export function userOf(key: string): string {
  return key.split(':')[1] ?? '';
}

export function allKeys(): readonly string[] {
  return Array.from({ length: USERS * THINGS }, (_, index) => keyOf(index));
}

export function keyOf(index: number): string {
  return `things:u${Math.floor(index / THINGS)}:${index % THINGS}`;
}
