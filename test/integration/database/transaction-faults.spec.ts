import { Client } from 'pg';
import { eventually } from '../../support/eventually';
import { useNotes } from './notes';

describe('A unit of work whose connection is lost', () => {
  const notes = useNotes();
  const insert = (id: number): Promise<unknown> => notes().insert(id);
  const stored = (): Promise<number[]> => notes().stored();

  /** COMMIT then waits for a lock, which the returned session holds until it ends. */
  const blockCommit = async (): Promise<Client> => {
    await notes().sql(`CREATE OR REPLACE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS
                       $$ BEGIN PERFORM pg_advisory_xact_lock(1); RETURN NULL; END $$`);
    await notes().sql(`CREATE CONSTRAINT TRIGGER wait AFTER INSERT ON notes
                       DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION wait()`);
    const holder = new Client({ connectionString: notes().url });
    await holder.connect();
    await holder.query('SELECT pg_advisory_lock(1)');
    return holder;
  };

  const COMMITTING = `
    SELECT 1 FROM pg_stat_activity
    WHERE datname = current_database() AND query = 'COMMIT' AND wait_event = 'advisory'`;

  it('in its midst is rolled back, and says that the database is unavailable', async () => {
    const { unitOfWork } = notes().running;
    const hook = jest.fn();
    const work = unitOfWork.transaction(async () => {
      await unitOfWork.afterCommit(hook);
      await insert(1);
      notes().proxy.cut();
      await insert(2);
    });
    await expect(work).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
    expect(hook).not.toHaveBeenCalled();
    await expect(stored()).resolves.toEqual([]);
  });

  it('between its statements is rolled back, and says that the database is unavailable', async () => {
    const { unitOfWork } = notes().running;
    const work = unitOfWork.transaction(async () => {
      await insert(1);
      const before = notes().running.primary().totalConnections;
      notes().proxy.cut();
      await eventually(() =>
        expect(notes().running.primary().totalConnections).toBeLessThan(before),
      );
      await insert(2);
    });
    await expect(work).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
    await expect(stored()).resolves.toEqual([]);
  });

  it('before COMMIT is sent is rolled back for certain', async () => {
    const { unitOfWork } = notes().running;
    const work = unitOfWork.transaction(async () => {
      await insert(1);
      const before = notes().running.primary().totalConnections;
      notes().proxy.cut();
      await eventually(() =>
        expect(notes().running.primary().totalConnections).toBeLessThan(before),
      );
    });
    await expect(work).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
    await expect(stored()).resolves.toEqual([]);
  });

  it('during COMMIT is neither called stored nor lost, and its hooks run in case it is stored', async () => {
    const { unitOfWork } = notes().running;
    const holder = await blockCommit();
    const hook = jest.fn();
    const work = unitOfWork.transaction(async () => {
      await unitOfWork.afterCommit(hook);
      await insert(1);
    });
    const outcome = expect(work).rejects.toMatchObject({ code: 'DATABASE_OUTCOME_UNKNOWN' });
    await eventually(async () => expect(await notes().sql(COMMITTING)).toHaveLength(1));
    notes().proxy.cut();
    await outcome;
    expect(hook).toHaveBeenCalledTimes(1);
    // The reply was lost; the server goes on to commit.
    await holder.end();
    await eventually(async () => expect(await stored()).toEqual([1]));
  });
});
