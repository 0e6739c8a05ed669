import type { PoolFigures } from './pool-figures';

/** What a pool has counted since it was made. */
export class PoolTally {
  checkouts = 0;
  checkins = 0;
  totalWaitMs = 0;
  /** Callers refused for want of a free connection. */
  timeouts = 0;

  /** Time that connections were in use, of those that came back. */
  totalUseMs = 0;

  checkedIn(useMs: number): void {
    this.checkins += 1;
    this.totalUseMs += useMs;
  }

  checkedOut(waitMs: number): void {
    this.checkouts += 1;
    this.totalWaitMs += waitMs;
  }

  get figures(): Pick<
    PoolFigures,
    'totalCheckouts' | 'totalCheckins' | 'totalWaitMs' | 'totalUseMs' | 'timeouts'
  > {
    const { checkouts, checkins, totalWaitMs, totalUseMs, timeouts } = this;
    return {
      totalCheckouts: checkouts,
      totalCheckins: checkins,
      totalWaitMs,
      totalUseMs,
      timeouts,
    };
  }
}
