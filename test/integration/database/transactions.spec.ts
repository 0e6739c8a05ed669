import { Note, useNotes } from './notes';

describe('A unit of work', () => {
  const notes = useNotes();
  const insert = (id: number): Promise<unknown> => notes().insert(id);
  const stored = (): Promise<number[]> => notes().stored();
  const failure = new Error('changed my mind');

  it('stores everything when the work succeeds, and answers its value', async () => {
    const { unitOfWork } = notes().running;
    const value = await unitOfWork.transaction(async () => {
      await insert(1);
      await insert(2);
      return 'done';
    });
    expect(value).toBe('done');
    await expect(stored()).resolves.toEqual([1, 2]);
  });

  it('stores nothing when the work fails, and throws its error', async () => {
    const { unitOfWork } = notes().running;
    const work = unitOfWork.transaction(async () => {
      await insert(1);
      throw failure;
    });
    await expect(work).rejects.toBe(failure);
    await expect(stored()).resolves.toEqual([]);
  });

  it('includes what repositories of TypeORM do with its manager', async () => {
    const { unitOfWork } = notes().running;
    const work = unitOfWork.transaction(async (manager) => {
      await manager.getRepository(Note).save({ id: 1, text: 'saved' });
      await manager.transaction((nested) => nested.insert(Note, { id: 2, text: 'nested' }));
      throw failure;
    });
    await expect(work).rejects.toBe(failure);
    await expect(stored()).resolves.toEqual([]);
  });

  it('is what reads and writes inside it belong to', async () => {
    const { unitOfWork, database } = notes().running;
    expect(unitOfWork.active).toBe(false);
    await unitOfWork.transaction(async (manager) => {
      await insert(1);
      expect(unitOfWork.active).toBe(true);
      await expect(database.read((inner) => Promise.resolve(inner === manager))).resolves.toBe(
        true,
      );
      await expect(database.read((inner) => inner.countBy(Note, { id: 1 }))).resolves.toBe(1);
    });
    expect(unitOfWork.active).toBe(false);
  });

  it('keeps transactions of different callers apart', async () => {
    const { unitOfWork } = notes().running;
    const outcomes = await Promise.allSettled(
      [1, 2, 3, 4].map((id) =>
        unitOfWork.transaction(async () => {
          await insert(id);
          if (id % 2 === 0) throw failure;
        }),
      ),
    );
    expect(outcomes.map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
      'rejected',
    ]);
    await expect(stored()).resolves.toEqual([1, 3]);
  });

  it('has the isolation level that was asked for', async () => {
    const { unitOfWork } = notes().running;
    const level = unitOfWork.transaction(
      (manager) => manager.query<unknown>('SHOW transaction_isolation'),
      { isolation: 'SERIALIZABLE' },
    );
    await expect(level).resolves.toEqual([{ transaction_isolation: 'serializable' }]);
  });

  it('does not pretend to have stored what the server rolled back', async () => {
    const { unitOfWork } = notes().running;
    const hook = jest.fn();
    const work = unitOfWork.transaction(async () => {
      await unitOfWork.afterCommit(hook);
      await insert(1);
      await insert(1).catch(() => 'ignored');
    });
    await expect(work).rejects.toMatchObject({ code: 'TRANSACTION_ROLLED_BACK' });
    expect(hook).not.toHaveBeenCalled();
    await expect(stored()).resolves.toEqual([]);
  });

  it('throws the error of a constraint that is checked at COMMIT, and stores nothing', async () => {
    const { unitOfWork } = notes().running;
    await notes().sql('ALTER TABLE notes ADD UNIQUE (text) DEFERRABLE INITIALLY DEFERRED');
    const hook = jest.fn();
    const work = unitOfWork.transaction(async () => {
      await unitOfWork.afterCommit(hook);
      await notes().sql(`INSERT INTO notes VALUES (1, 'same'), (2, 'same')`);
    });
    await expect(work).rejects.toMatchObject({ code: '23505' });
    expect(hook).not.toHaveBeenCalled();
    await expect(stored()).resolves.toEqual([]);
  });

  it('does not let statements of work that outlives it slip in after its end', async () => {
    const { unitOfWork } = notes().running;
    let late: Promise<unknown> = Promise.resolve();
    const work = unitOfWork.transaction(async (manager) => {
      const keepInserting = async (): Promise<never> => {
        for (let id = 1; ; id += 1) await manager.insert(Note, { id, text: 'too late' });
      };
      late = keepInserting();
      await manager.query('SELECT 1');
      throw failure;
    });
    await expect(work).rejects.toBe(failure);
    await expect(late).rejects.toThrow('came too late');
    await expect(stored()).resolves.toEqual([]);
  });

  it('does not let work that outlives it into the transaction of somebody else', async () => {
    const { unitOfWork, database } = notes().running;
    let goOn: () => void = () => undefined;
    const ended = new Promise<void>((resolve) => (goOn = resolve));
    let late: Promise<unknown> = Promise.resolve();
    await unitOfWork.transaction((manager) => {
      late = ended.then(() =>
        database.write((later) => Promise.resolve([unitOfWork.active, later === manager])),
      );
      return Promise.resolve();
    });
    goOn();
    await expect(late).resolves.toEqual([false, false]);
  });
});
