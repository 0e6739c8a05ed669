import type { DailyStats, StatsSummary } from '@strata/stats';
import { Domain, type DomainOptions } from '../users/domain';

/** One user, Ada, at noon of the 15th of January 2026 in UTC; nothing else is stored when a test begins. */
export class Ada {
  #domain: Domain | undefined;
  #events = 0;

  /** To be called once, outside every test: registers the hooks that start, clean up and stop. */
  static use(options?: DomainOptions): Ada {
    const ada = new Ada();
    beforeAll(async () => {
      ada.#domain = await Domain.start(options);
    });
    afterAll(() => ada.domain.stop());
    beforeEach(() => ada.#begin());
    return ada;
  }

  get domain(): Domain {
    if (this.#domain === undefined) throw new Error('No test has begun.');
    return this.#domain;
  }

  readonly inZone = (timeZone: string) => this.domain.users.update('ada', { timeZone });

  /** An activity of a minute. */
  readonly record = (occurredAt: string, points = 10) =>
    this.domain.activities.record('ada', {
      eventId: `event-${(this.#events += 1)}`,
      type: 'lesson',
      occurredAt: new Date(occurredAt),
      durationSeconds: 60,
      points,
    });

  readonly noonOf = (date: string) => this.record(`${date}T12:00:00Z`);

  /** Today's by default. */
  readonly daily = (date?: string): Promise<DailyStats> => this.domain.stats.daily('ada', date);

  readonly summary = (): Promise<StatsSummary> => this.domain.stats.summary('ada');

  async #begin(): Promise<void> {
    const { clock, users } = this.domain;
    await this.domain.clear();
    clock.set('2026-01-15T12:00:00.000Z');
    await users.create({ id: 'ada', email: 'ada@example.com', displayName: 'Ada' });
  }
}
