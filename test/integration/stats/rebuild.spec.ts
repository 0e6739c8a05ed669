import type { DayDifference } from '@strata/stats';
import { rebuildStats } from '../../../apps/cli/src/rebuild-stats-command';
import { Domain } from '../users/domain';

describe('rebuilding daily stats from the log', () => {
  let domain: Domain;
  beforeAll(async () => {
    domain = await Domain.start();
  });
  afterAll(() => domain.stop());
  beforeEach(async () => {
    await domain.clear();
    for (const id of ['ada', 'bo']) {
      await domain.users.create({ id, email: `${id}@example.com`, displayName: id });
      for (const day of ['10', '11', '12']) await record(id, `e${day}`, `2026-01-${day}T12:00:00Z`);
    }
  });

  const record = (userId: string, eventId: string, occurredAt: string) =>
    domain.activities.record(userId, {
      eventId,
      type: 'lesson',
      occurredAt: new Date(occurredAt),
      durationSeconds: 60,
      points: 5,
    });

  async function all(differences: AsyncIterable<DayDifference>): Promise<DayDifference[]> {
    const list: DayDifference[] = [];
    for await (const difference of differences) list.push(difference);
    return list;
  }

  const row = { timeZone: 'UTC', activityCount: 1, durationSeconds: 60, points: 5 };

  /** A day with wrong figures, one without a row, one that the log knows nothing of. */
  async function tamper(): Promise<DayDifference[]> {
    const own = `user_id = 'ada' AND local_date =`;
    await domain.sql(`UPDATE production.daily_stats SET points = 500 WHERE ${own} '2026-01-10'`);
    await domain.sql(`DELETE FROM production.daily_stats WHERE ${own} '2026-01-11'`);
    await domain.sql(`INSERT INTO production.daily_stats
      (user_id, local_date, time_zone, activity_count, duration_seconds, points)
      VALUES ('ada', '2026-01-20', 'UTC', 3, 9, 9)`);
    const extra = { timeZone: 'UTC', activityCount: 3, durationSeconds: 9, points: 9 };
    return [
      { userId: 'ada', date: '2026-01-10', logged: row, stored: { ...row, points: 500 } },
      { userId: 'ada', date: '2026-01-11', logged: row, stored: null },
      { userId: 'ada', date: '2026-01-20', logged: null, stored: extra },
    ];
  }

  it('finds nothing where everything was recorded as usual', async () => {
    await domain.users.update('ada', { timeZone: 'Asia/Tokyo' });
    await record('ada', 'late', '2026-01-10T20:00:00Z');
    await record('ada', 'later', '2026-01-11T10:00:00Z');
    expect(await all(domain.rebuild.compare())).toEqual([]);
  });

  it('reports what differs, and writes nothing', async () => {
    const tampered = await tamper();
    expect(await all(domain.rebuild.compare())).toEqual(tampered);
    expect(await all(domain.rebuild.compare('ada'))).toEqual(tampered);
    expect(await all(domain.rebuild.compare('bo'))).toEqual([]);
  });

  it('mends what differs, in the cache too', async () => {
    const tampered = await tamper();
    expect((await domain.stats.daily('ada', '2026-01-10')).points).toBe(500);
    expect(await all(domain.rebuild.mend())).toEqual(tampered);
    expect(await all(domain.rebuild.mend())).toEqual([]);
    expect((await domain.stats.daily('ada', '2026-01-10')).points).toBe(5);
    expect((await domain.stats.daily('ada', '2026-01-20')).activityCount).toBe(0);
  });

  it('mends one user and leaves the others', async () => {
    await domain.sql('UPDATE production.daily_stats SET points = 500');
    expect(await all(domain.rebuild.mend('bo'))).toHaveLength(3);
    expect(await all(domain.rebuild.compare())).toHaveLength(3);
  });

  it('loses nothing that is recorded meanwhile', async () => {
    for (let round = 0; round < 10; round += 1) {
      await tamper();
      const recordings = Array.from({ length: 10 }, (_, n) =>
        record('ada', `round-${round}-${n}`, '2026-01-11T12:00:00Z'),
      );
      await Promise.all([all(domain.rebuild.mend('ada')), ...recordings]);
      expect(await all(domain.rebuild.compare())).toEqual([]);
      const { activityCount } = await domain.stats.daily('ada', '2026-01-11');
      expect(activityCount).toBe(1 + 10 * (round + 1));
    }
  });

  it('goes through more users than one query holds', async () => {
    await domain.sql(`INSERT INTO auth.users (id, email, display_name)
      SELECT 'u' || n, 'u' || n || '@example.com', 'U' FROM generate_series(1, 450) AS n`);
    await domain.sql(`INSERT INTO production.daily_stats
      (user_id, local_date, time_zone, activity_count, duration_seconds, points)
      SELECT id, '2026-01-20', 'UTC', 1, 0, 0 FROM auth.users WHERE id LIKE 'u%00'`);
    expect(await all(domain.rebuild.mend())).toHaveLength(4);
    expect(await all(domain.rebuild.compare())).toEqual([]);
  });

  describe('by command', () => {
    const run = async (...args: string[]) => {
      const lines: string[] = [];
      let closed = 0;
      const context = {
        get: domain.app.get.bind(domain.app),
        close: () => Promise.resolve(void (closed += 1)),
      };
      const exitCode = await rebuildStats({
        args,
        boot: () => Promise.resolve(context as unknown as typeof domain.app),
        print: (line) => lines.push(line),
      });
      return { exitCode, closed, text: lines.join('\n') };
    };

    it('says that nothing differs', async () => {
      expect(await run()).toEqual({ exitCode: 0, closed: 1, text: '0 days differ.' });
    });

    it('prints what differs and fails, until it is told to mend', async () => {
      await tamper();
      const report = await run();
      expect(report.exitCode).toBe(1);
      expect(report.text).toContain(
        'ada 2026-01-11: log 1 activities, 60 s, 5 points (UTC); stored nothing',
      );
      expect(report.text).toContain('3 days differ.');
      const mended = await run('--fix', '--user', 'ada');
      expect(mended.exitCode).toBe(0);
      expect(mended.text).toContain('3 days differ, mended.');
      expect((await run()).exitCode).toBe(0);
    });

    it('says what is wrong with its arguments', async () => {
      expect(await run('--user', 'nobody')).toMatchObject({
        exitCode: 2,
        closed: 1,
        text: expect.stringContaining('There is no such user') as string,
      });
      expect(await run('--mend')).toMatchObject({
        exitCode: 2,
        closed: 0,
        text: expect.stringContaining('Usage:') as string,
      });
    });
  });
});
