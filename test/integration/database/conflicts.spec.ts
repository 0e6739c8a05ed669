import { setTimeout as delay } from 'node:timers/promises';
import type { EntityManager } from 'typeorm';
import { eventually } from '../../support/eventually';
import { useNotes } from './notes';

describe('A unit of work that others get in the way of', () => {
  const notes = useNotes();

  /** Adds one to the id of the only note, in a way that conflicts with everybody who has read it meanwhile. */
  const increment = async (manager: EntityManager, met: () => Promise<void>): Promise<void> => {
    const [row] = await manager.query<{ id: number }[]>('SELECT id FROM notes');
    if (row === undefined) throw new Error('no note');
    await met();
    await manager.query('UPDATE notes SET id = $1', [row.id + 1]);
  };

  /** Three who increment, of whom at least two have read the same. */
  const threeIncrement = (retries: number, onAttempt: () => void): Promise<void>[] => {
    const met = meeting();
    return [1, 2, 3].map(() =>
      notes().running.unitOfWork.transaction(
        async (manager) => {
          onAttempt();
          await increment(manager, met);
        },
        { isolation: 'SERIALIZABLE', retries },
      ),
    );
  };

  /** Updates two notes, in the given order, waiting between them until the other has updated one. */
  const crossing = (order: readonly [number, number], met: () => Promise<void>, retries: number) =>
    notes().running.unitOfWork.transaction(
      async (manager) => {
        await manager.query(`UPDATE notes SET text = 'x' WHERE id = $1`, [order[0]]);
        await met();
        await manager.query(`UPDATE notes SET text = 'x' WHERE id = $1`, [order[1]]);
      },
      { retries },
    );

  /** Resolves for everybody when two have come. */
  const meeting = (): (() => Promise<void>) => {
    let open: () => void = () => undefined;
    const both = new Promise<void>((resolve) => (open = resolve));
    let came = 0;
    return () => {
      came += 1;
      if (came === 2) open();
      return both;
    };
  };

  it('is run again until it gets through, and loses no update', async () => {
    await notes().insert(0);
    const attempts = jest.fn();
    await Promise.all(threeIncrement(20, attempts));
    await expect(notes().stored()).resolves.toEqual([3]);
    expect(attempts.mock.calls.length).toBeGreaterThan(3);
  });

  it('is not run again unless it may be', async () => {
    await notes().insert(0);
    const attempts = jest.fn();
    const outcomes = await Promise.allSettled(threeIncrement(0, attempts));
    expect(attempts).toHaveBeenCalledTimes(3);
    const failed = outcomes.filter(({ status }) => status === 'rejected');
    expect(failed.length).toBeGreaterThan(0);
    for (const outcome of failed)
      expect(outcome).toMatchObject({ reason: { code: 'TRANSACTION_ROLLED_BACK' } });
    await expect(notes().stored()).resolves.toEqual([3 - failed.length]);
  });

  it('is run no more often than was allowed', async () => {
    const attempts = jest.fn();
    const conflicting = notes().running.unitOfWork.transaction(
      async (manager) => {
        attempts();
        await manager.query(`DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '40001'; END $$`);
      },
      { retries: 3 },
    );
    await expect(conflicting).rejects.toMatchObject({ code: 'TRANSACTION_ROLLED_BACK' });
    expect(attempts).toHaveBeenCalledTimes(4);
  });

  it('is run again after a deadlock', async () => {
    await notes().insert(1);
    await notes().insert(2);
    const met = meeting();
    await Promise.all([crossing([1, 2], met, 3), crossing([2, 1], met, 3)]);
    await expect(notes().stored()).resolves.toEqual([1, 2]);
  });

  it('runs the hooks of the attempt that got through, once', async () => {
    const { unitOfWork } = notes().running;
    const hook = jest.fn();
    let attempts = 0;
    await unitOfWork.transaction(
      async (manager) => {
        attempts += 1;
        await unitOfWork.afterCommit(hook);
        if (attempts < 3)
          await manager.query(`DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '40P01'; END $$`);
      },
      { retries: 5 },
    );
    expect(attempts).toBe(3);
    expect(hook).toHaveBeenCalledTimes(1);
  });

  it('is not run again for other failures', async () => {
    const attempts = jest.fn();
    await notes().insert(1);
    const work = notes().running.unitOfWork.transaction(
      async () => {
        attempts();
        await notes().insert(1);
      },
      { retries: 5 },
    );
    await expect(work).rejects.toMatchObject({ code: '23505' });
    expect(attempts).toHaveBeenCalledTimes(1);
  });

  it('stops when its time is over, with nothing stored', async () => {
    const { unitOfWork } = notes().running;
    const work = unitOfWork.transaction(
      async (manager) => {
        await notes().insert(1);
        await manager.query('SELECT pg_sleep(60)');
      },
      { timeoutMs: 200 },
    );
    await expect(work).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
    await expect(notes().stored()).resolves.toEqual([]);
  });

  it('does not commit when its time was over before', async () => {
    const { unitOfWork } = notes().running;
    const work = unitOfWork.transaction(
      async () => {
        await notes().insert(1);
        await delay(150);
      },
      { timeoutMs: 100 },
    );
    await expect(work).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
    await expect(notes().stored()).resolves.toEqual([]);
  });

  it('tells the server how much time there is, for the transaction alone', async () => {
    const { unitOfWork } = notes().running;
    const limit = (): Promise<{ ms: number }[]> =>
      notes().sql(`SELECT setting::int AS ms FROM pg_settings WHERE name = 'statement_timeout'`);
    const [inside] = await unitOfWork.transaction(limit, { timeoutMs: 60_000 });
    expect(inside?.ms).toBeGreaterThan(0);
    expect(inside?.ms).toBeLessThanOrEqual(60_000);
    await eventually(async () => expect(await limit()).toEqual([{ ms: 30_000 }]));
  });

  it('refuses a statement that its manager is given after it has ended', async () => {
    const { unitOfWork } = notes().running;
    const manager = await unitOfWork.transaction((inside) => Promise.resolve(inside));
    await expect(manager.query('SELECT 1')).rejects.toThrow('already released');
  });
});
