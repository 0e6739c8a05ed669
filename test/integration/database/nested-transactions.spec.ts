import { useNotes } from './notes';

describe('A nested unit of work', () => {
  const notes = useNotes();
  const insert = (id: number): Promise<unknown> => notes().insert(id);
  const stored = (): Promise<number[]> => notes().stored();
  const failure = new Error('changed my mind');

  it('loses only its own changes when it fails', async () => {
    const { unitOfWork } = notes().running;
    await unitOfWork.transaction(async () => {
      await insert(1);
      const nested = unitOfWork.transaction(async () => {
        await insert(2);
        await insert(1);
      });
      await expect(nested).rejects.toMatchObject({ code: '23505' });
      await insert(3);
    });
    await expect(stored()).resolves.toEqual([1, 3]);
  });

  it('is lost with the outer one', async () => {
    const { unitOfWork } = notes().running;
    const hook = jest.fn();
    const work = unitOfWork.transaction(async () => {
      await unitOfWork.transaction(async () => {
        await insert(1);
        await unitOfWork.afterCommit(hook);
      });
      throw failure;
    });
    await expect(work).rejects.toBe(failure);
    expect(hook).not.toHaveBeenCalled();
    await expect(stored()).resolves.toEqual([]);
  });

  it('may be one of several that are started together', async () => {
    const { unitOfWork } = notes().running;
    await unitOfWork.transaction(async () => {
      await Promise.allSettled(
        [1, 2, 3].map((id) =>
          unitOfWork.transaction(async () => {
            await insert(id);
            await unitOfWork.transaction(() => insert(id * 10));
            if (id === 2) throw failure;
          }),
        ),
      );
    });
    await expect(stored()).resolves.toEqual([1, 3, 10, 30]);
  });

  it('is stored as a whole when the outer work does not wait for it', async () => {
    const { unitOfWork } = notes().running;
    let nested: Promise<unknown> | undefined;
    await unitOfWork.transaction(
      () =>
        new Promise<void>((outerIsDone) => {
          nested = unitOfWork.transaction(async () => {
            await insert(1);
            outerIsDone();
            await notes().sql('SELECT pg_sleep(0.1)');
            await insert(2);
          });
        }),
    );
    await nested;
    await expect(stored()).resolves.toEqual([1, 2]);
  });

  it('is lost as a whole with the one that it is nested in, which did not wait for it', async () => {
    const { unitOfWork } = notes().running;
    await unitOfWork.transaction(async () => {
      let inner: Promise<unknown> | undefined;
      const outer = unitOfWork.transaction(
        () =>
          new Promise<void>((_, outerFails) => {
            inner = unitOfWork.transaction(async () => {
              await insert(1);
              outerFails(failure);
              await notes().sql('SELECT pg_sleep(0.1)');
              await insert(2);
            });
          }),
      );
      await expect(outer).rejects.toBe(failure);
      await inner;
      await insert(3);
    });
    await expect(stored()).resolves.toEqual([3]);
  });

  it('cannot have an isolation level of its own', async () => {
    const { unitOfWork } = notes().running;
    const work = unitOfWork.transaction(() =>
      unitOfWork.transaction(() => insert(1), { isolation: 'SERIALIZABLE' }),
    );
    await expect(work).rejects.toThrow('isolation level of the outer one');
  });
});
