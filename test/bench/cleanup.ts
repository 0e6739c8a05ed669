/** Gives back what was acquired, the last first, whatever fails on the way. */
export class Cleanup {
  readonly #releases: (() => Promise<void>)[] = [];

  /** Has `release` called by {@link run}. */
  add(release: () => Promise<void>): void {
    this.#releases.push(release);
  }

  /** @throws AggregateError after all releases when any failed. */
  async run(): Promise<void> {
    const failures: unknown[] = [];
    for (let release = this.#releases.pop(); release; release = this.#releases.pop()) {
      await release().catch((error: unknown) => failures.push(error));
    }
    if (failures.length > 0) throw new AggregateError(failures, 'Cleaning up failed');
  }
}
