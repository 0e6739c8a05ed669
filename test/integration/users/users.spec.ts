import type { NewUser } from '@strata/users';
import { waitForReplica } from '../../support/wait-for-replica';
import { Domain } from './domain';

const ADA: NewUser = { id: 'ada', email: 'Ada@example.com', displayName: 'Ada' };

describe('user profiles', () => {
  let domain: Domain;
  beforeAll(async () => {
    domain = await Domain.start({ replica: true });
  });
  afterAll(() => domain.stop());
  beforeEach(() => domain.clear());

  const rename = (name: string) =>
    domain.sql('UPDATE auth.users SET display_name = $1 RETURNING id', [name]);

  describe('creating', () => {
    it('stores what was given, with defaults for the rest', async () => {
      const created = await domain.users.create({ email: ' bo@example.com ', displayName: 'Bo' });
      expect(created).toMatchObject({ email: 'bo@example.com', locale: 'en', timeZone: 'UTC' });
      expect(created.id).toMatch(/^[A-Za-z0-9_-]{1,64}$/);
      expect(await domain.users.get(created.id)).toEqual(created);
    });

    it('refuses an id that exists', async () => {
      await domain.users.create(ADA);
      const again = domain.users.create({ ...ADA, email: 'other@example.com' });
      await expect(again).rejects.toMatchObject({ code: 'USER_ALREADY_EXISTS' });
    });

    it('refuses an address that exists, however it is capitalised', async () => {
      await domain.users.create(ADA);
      const again = domain.users.create({ ...ADA, id: 'other', email: 'aDA@EXAMPLE.com' });
      await expect(again).rejects.toMatchObject({ code: 'EMAIL_ALREADY_USED' });
    });

    it('lets exactly one of many at once have an address', async () => {
      const attempts = Array.from({ length: 20 }, (_, n) =>
        domain.users.create({ ...ADA, id: `ada-${n}` }),
      );
      const outcomes = await Promise.allSettled(attempts);
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    });

    it('ends the absence that was seen before', async () => {
      await expect(domain.users.get('ada')).rejects.toMatchObject({ code: 'USER_NOT_FOUND' });
      await domain.users.create(ADA);
      expect((await domain.users.get('ada')).displayName).toBe('Ada');
    });
  });

  describe('reading', () => {
    it('asks the database once', async () => {
      await domain.users.create(ADA);
      await domain.users.get('ada');
      await rename('Behind the back');
      expect((await domain.users.get('ada')).displayName).toBe('Ada');
    });

    it('goes past the cache on request, and leaves what is cached as it is', async () => {
      await domain.users.create(ADA);
      await domain.users.get('ada');
      await rename('Fresh');
      domain.bypassCache = true;
      expect((await domain.users.get('ada')).displayName).toBe('Fresh');
    });

    it('fills the cache, and lists, from a replica that has what was written', async () => {
      const servers = new Set<string>();
      const note = ({ server }: { server: string }) => void servers.add(server);
      await domain.users.create(ADA);
      await waitForReplica();
      domain.databaseEvents.on('query', note);
      await domain.users.get('ada');
      await domain.users.list(10);
      domain.databaseEvents.off('query', note);
      expect([...servers]).toEqual(['replica-1']);
    });

    it('gives no caller what another has changed in its copy', async () => {
      await domain.users.create(ADA);
      const first = await domain.users.get('ada');
      const { createdAt } = first;
      const year = createdAt.getUTCFullYear();
      createdAt.setUTCFullYear(1900);
      expect((await domain.users.get('ada')).createdAt.getUTCFullYear()).toBe(year);
    });
  });

  describe('changing', () => {
    it('changes the given fields and no others', async () => {
      const before = await domain.users.create(ADA);
      const after = await domain.users.update('ada', { timeZone: 'europe/prague' });
      expect(after).toEqual({ ...before, timeZone: 'Europe/Prague', updatedAt: after.updatedAt });
      expect(after.updatedAt.getTime()).toBeGreaterThanOrEqual(before.updatedAt.getTime());
      expect(await domain.users.get('ada')).toEqual(after);
    });

    it('leaves everything as it is when nothing is given, and answers what the primary has', async () => {
      const before = await domain.users.create(ADA);
      const servers = new Set<string>();
      const note = ({ server }: { server: string }) => void servers.add(server);
      domain.databaseEvents.on('query', note);
      expect(await domain.users.update('ada', {})).toEqual(before);
      domain.databaseEvents.off('query', note);
      expect([...servers]).toEqual(['primary']);
    });

    it('does not lose one of two changes of different fields at once', async () => {
      await domain.users.create(ADA);
      for (let round = 0; round < 20; round += 1) {
        const displayName = `Ada ${round}`;
        const locale = round % 2 === 0 ? 'cs-CZ' : 'en-GB';
        await Promise.all([
          domain.users.update('ada', { displayName }),
          domain.users.update('ada', { locale }),
        ]);
        expect(await domain.users.get('ada')).toMatchObject({ displayName, locale });
      }
    });

    it('is never followed by an answer from before it', async () => {
      await domain.users.create(ADA);
      for (let round = 0; round < 50; round += 1) {
        const displayName = `Ada ${round}`;
        const readers = Array.from({ length: 8 }, () => domain.users.get('ada'));
        const change = domain.users.update('ada', { displayName });
        const more = Array.from({ length: 8 }, () => domain.users.get('ada'));
        await change;
        expect((await domain.users.get('ada')).displayName).toBe(displayName);
        await Promise.all([...readers, ...more]);
        expect((await domain.users.get('ada')).displayName).toBe(displayName);
      }
    });

    it('refuses the address of another user, and keeps its own in another capitalisation', async () => {
      await domain.users.create(ADA);
      await domain.users.create({ id: 'bo', email: 'bo@example.com', displayName: 'Bo' });
      const taken = domain.users.update('bo', { email: 'ADA@example.com' });
      await expect(taken).rejects.toMatchObject({ code: 'EMAIL_ALREADY_USED' });
      const own = await domain.users.update('bo', { email: 'BO@example.com' });
      expect(own.email).toBe('BO@example.com');
    });

    it('tells an unknown user', async () => {
      const change = domain.users.update('nobody', { displayName: 'X' });
      await expect(change).rejects.toMatchObject({ code: 'USER_NOT_FOUND' });
      await expect(domain.users.update('nobody', {})).rejects.toMatchObject({
        code: 'USER_NOT_FOUND',
      });
    });

    it('leaves no trace, in the cache either, when the unit of work rolls back', async () => {
      await domain.users.create(ADA);
      await domain.users.get('ada');
      const work = domain.unitOfWork.transaction(async () => {
        await domain.users.update('ada', { displayName: 'Never' });
        expect((await domain.users.get('ada')).displayName).toBe('Never');
        throw new Error('rolled back');
      });
      await expect(work).rejects.toThrow('rolled back');
      expect((await domain.users.get('ada')).displayName).toBe('Ada');
    });
  });

  describe('locking', () => {
    it('works inside a unit of work only', async () => {
      await domain.users.create(ADA);
      await expect(domain.users.lock('ada')).rejects.toThrow('unit of work');
      const locked = await domain.unitOfWork.transaction(() => domain.users.lock('ada'));
      expect(locked.id).toBe('ada');
    });
  });

  describe('listing', () => {
    it('goes through all users once, newest first, also those of the same moment', async () => {
      const at = (index: number) => `2026-01-01T00:00:0${Math.floor(index / 3)}Z`;
      for (let index = 0; index < 10; index += 1) {
        await domain.sql(
          `INSERT INTO auth.users (id, email, display_name, created_at)
           VALUES ($1, $1 || '@example.com', $1, $2)`,
          [`user-${index}`, at(index)],
        );
      }
      const seen: string[] = [];
      let position: Awaited<ReturnType<typeof domain.users.list>>['next'] | undefined;
      do {
        // Inside a transaction, so that no replica answers: it may not have the rows yet.
        const page = await domain.unitOfWork.transaction(() =>
          domain.users.list(3, position ?? undefined),
        );
        seen.push(...page.items.map(({ id }) => id));
        position = page.next;
      } while (position);
      expect(seen).toEqual(Array.from({ length: 10 }, (_, index) => `user-${9 - index}`));
    });
  });
});
