import { useNotes } from './notes';

describe('After-commit hooks', () => {
  const notes = useNotes();
  const insert = (id: number): Promise<unknown> => notes().insert(id);
  const stored = (): Promise<number[]> => notes().stored();
  const failure = new Error('changed my mind');

  it('run when the changes can be seen by others, before the caller goes on', async () => {
    const { unitOfWork } = notes().running;
    const seen: unknown[] = [];
    await unitOfWork.transaction(async () => {
      await unitOfWork.afterCommit(async () => {
        seen.push(await stored(), unitOfWork.active);
      });
      await insert(1);
      expect(seen).toEqual([]);
    });
    expect(seen).toEqual([[1], false]);
  });

  it('do not run for a nested transaction that was rolled back', async () => {
    const { unitOfWork } = notes().running;
    const [kept, lost] = [jest.fn(), jest.fn()];
    await unitOfWork.transaction(async () => {
      await unitOfWork.transaction(() => unitOfWork.afterCommit(kept));
      const nested = unitOfWork.transaction(async () => {
        await unitOfWork.afterCommit(lost);
        throw failure;
      });
      await expect(nested).rejects.toBe(failure);
    });
    expect(kept).toHaveBeenCalledTimes(1);
    expect(lost).not.toHaveBeenCalled();
  });

  it('do not make a committed transaction fail', async () => {
    const { unitOfWork } = notes().running;
    await unitOfWork.transaction(async () => {
      await unitOfWork.afterCommit(() => Promise.reject(failure));
      await insert(1);
    });
    expect(notes().failedHooks).toEqual([failure]);
    await expect(stored()).resolves.toEqual([1]);
  });

  it('run at once outside a transaction, and may fail there', async () => {
    const { unitOfWork } = notes().running;
    const hook = jest.fn();
    await unitOfWork.afterCommit(hook);
    expect(hook).toHaveBeenCalledTimes(1);
    await expect(unitOfWork.afterCommit(() => Promise.reject(failure))).rejects.toBe(failure);
  });

  it('find a connection, because that of the transaction has been returned', async () => {
    const { unitOfWork, hold } = notes().running;
    const held = await Promise.all([hold(), hold()]);
    await unitOfWork.transaction(async () => {
      await insert(1);
      await unitOfWork.afterCommit(async () => {
        await insert(2);
      });
    });
    expect(notes().failedHooks).toEqual([]);
    await Promise.all(held.map((runner) => runner.release()));
    await expect(stored()).resolves.toEqual([1, 2]);
  });
});

describe('After-end hooks', () => {
  const notes = useNotes();
  const failure = new Error('changed my mind');

  it('store what they write when the outermost transaction was rolled back with all else', async () => {
    const { unitOfWork } = notes().running;
    const outermost = unitOfWork.transaction(async () => {
      await unitOfWork.transaction(async () => {
        await unitOfWork.afterEnd(async () => {
          await notes().insert(2);
        });
        await notes().insert(1);
        throw failure;
      });
    });
    await expect(outermost).rejects.toBe(failure);
    await expect(notes().stored()).resolves.toEqual([2]);
  });

  it('run once after a commit, also those of a nested transaction that was rolled back', async () => {
    const { unitOfWork } = notes().running;
    const seen: number[][] = [];
    await unitOfWork.transaction(async () => {
      const nested = unitOfWork.transaction(async () => {
        await unitOfWork.afterEnd(async () => void seen.push(await notes().stored()));
        throw failure;
      });
      await expect(nested).rejects.toBe(failure);
      await notes().insert(1);
      expect(seen).toEqual([]);
    });
    expect(seen).toEqual([[1]]);
  });

  it('run at once outside a transaction, and may fail there', async () => {
    const { unitOfWork } = notes().running;
    await expect(unitOfWork.afterEnd(() => Promise.reject(failure))).rejects.toBe(failure);
  });
});
