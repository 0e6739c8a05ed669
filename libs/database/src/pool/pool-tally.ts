/** What a pool has counted since it was made. */
export class PoolTally {
  checkouts = 0;
  checkins = 0;
  totalWaitMs = 0;
  /** Callers refused for want of a free connection. */
  timeouts = 0;

  checkedOut(waitMs: number): void {
    this.checkouts += 1;
    this.totalWaitMs += waitMs;
  }
}
