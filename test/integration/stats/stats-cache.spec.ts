import { statsCache } from '@strata/stats';
import { Ada } from './ada';

const MAX_TTL_SECONDS = 900;

describe('stats', () => {
  const ada = Ada.use({ maxCacheTtlSeconds: MAX_TTL_SECONDS });
  const { daily, inZone, noonOf, record, summary } = ada;

  describe('in the cache', () => {
    const behindTheBack = () => ada.domain.sql('UPDATE production.daily_stats SET points = 999');

    it('keep the days apart', async () => {
      await noonOf('2026-01-14');
      expect((await daily()).points).toBe(0);
      expect((await daily('2026-01-14')).points).toBe(10);
    });

    it('are answered without the database', async () => {
      await noonOf('2026-01-15');
      await Promise.all([daily(), summary()]);
      await behindTheBack();
      expect((await daily()).points).toBe(10);
      expect((await summary()).today.points).toBe(10);
    });

    it('are passed by on request', async () => {
      await noonOf('2026-01-15');
      await Promise.all([daily(), summary()]);
      await behindTheBack();
      ada.domain.bypassCache = true;
      expect((await daily()).points).toBe(999);
      expect((await summary()).today.points).toBe(999);
    });

    it('go with a new activity, a late one too', async () => {
      await Promise.all([daily(), daily('2026-01-02'), summary()]);
      await noonOf('2026-01-15');
      expect([(await daily()).points, (await summary()).today.points]).toEqual([10, 10]);
      await noonOf('2026-01-02');
      expect((await daily('2026-01-02')).points).toBe(10);
      expect((await summary()).last30Days.points).toBe(20);
    });

    it('are never from before a recorded activity, whoever reads meanwhile', async () => {
      for (let round = 1; round <= 30; round += 1) {
        const readers = [daily(), summary(), daily(), summary()];
        await noonOf('2026-01-15');
        expect((await daily()).activityCount).toBe(round);
        await Promise.all(readers);
        expect((await summary()).today.activityCount).toBe(round);
      }
    });

    it('follow a change of the time zone', async () => {
      await noonOf('2026-01-15');
      expect(await summary()).toMatchObject({ date: '2026-01-15', timeZone: 'UTC' });
      await inZone('Pacific/Auckland');
      expect(await summary()).toMatchObject({
        date: '2026-01-16',
        timeZone: 'Pacific/Auckland',
        today: { points: 0 },
      });
      expect((await daily()).date).toBe('2026-01-16');
    });

    it.each([
      ['an hour', '2026-01-15T22:00:00.000Z'],
      ['a moment', '2026-01-15T22:59:59.999Z'],
    ])("loaded %s before midnight are not served as today's after it", async (_name, before) => {
      await inZone('Europe/Prague');
      await record('2026-01-15T21:00:00Z');
      ada.domain.clock.set(before);
      expect(await daily()).toMatchObject({ date: '2026-01-15', points: 10 });
      expect((await summary()).today.points).toBe(10);
      ada.domain.clock.set('2026-01-15T23:00:00.000Z');
      expect(await daily()).toMatchObject({ date: '2026-01-16', points: 0 });
      expect(await summary()).toMatchObject({
        date: '2026-01-16',
        today: { points: 0 },
        currentStreakDays: 1,
      });
    });

    it('are not stored when the day ends while they are loaded', async () => {
      ada.domain.clock.set('2026-01-15T23:59:59.999Z');
      const answer = daily();
      await ada.domain.users.get('ada');
      ada.domain.clock.set('2026-01-16T00:00:00.000Z');
      expect((await answer).date).toBe('2026-01-15');
      const key = statsCache.daily('ada', 'UTC', '2026-01-15');
      expect(await ada.domain.cache.entry(key)).toBeUndefined();
    });

    it.each([
      ['2026-01-15T12:00:00.000Z', MAX_TTL_SECONDS],
      ['2026-01-15T23:59:00.000Z', 60],
    ])('as of %s live %d seconds', async (now, ttlSeconds) => {
      ada.domain.clock.set(now);
      await Promise.all([daily(), summary()]);
      const keys = [statsCache.daily, statsCache.summary].map((key) =>
        key('ada', 'UTC', '2026-01-15'),
      );
      for (const key of keys) {
        const left = (await ada.domain.cache.entry(key))?.ttlSeconds ?? 0;
        expect(left).toBeLessThanOrEqual(ttlSeconds);
        expect(left).toBeGreaterThan(ttlSeconds - 30);
      }
    });
  });
});
