import { DatabaseUnavailableError, PoolExhaustedError } from '../errors/database-errors';
import type { CheckoutCallback } from '../pool/connection-source';
import type { PooledClient } from '../pool/pooled-client';
import type { WalPosition } from './wal-position';
import { ReadRoute } from './read-route';
import { ReplicaRouter, type ReadServer } from './replica-router';

/** A connection that nothing is asked of. */
const CLIENT = {} as PooledClient;

/** A server that notes who asked it, and answers with its error, or with a connection. */
class StubServer implements ReadServer {
  available = true;
  weight = 1;
  error: Error | undefined;
  /** What it is known to have replayed, and what it turns out to have. */
  known = 0n;
  replayed = 0n;
  readonly memory = {
    has: (positions: readonly WalPosition[]) =>
      positions.every(({ timeline, lsn }) => timeline === 1 && lsn <= this.known),
    mayHave: (positions: readonly WalPosition[]) =>
      positions.every(({ timeline }) => timeline === 1),
    confirm: (_client: PooledClient, positions: readonly WalPosition[]) =>
      Promise.resolve(positions.every(({ lsn }) => lsn <= this.replayed)),
  };

  constructor(
    readonly name: string,
    readonly asked: string[],
  ) {}

  checkout(done: CheckoutCallback): void {
    this.asked.push(this.name);
    if (this.error) done(this.error);
    else done(undefined, CLIENT, () => this.asked.push(`${this.name} back`));
  }
}

describe('ReplicaRouter', () => {
  const asked: string[] = [];
  let a: StubServer, b: StubServer, primary: StubServer, router: ReplicaRouter;

  beforeEach(() => {
    asked.length = 0;
    [a, b, primary] = ['a', 'b', 'primary'].map((name) => new StubServer(name, asked)) as [
      StubServer,
      StubServer,
      StubServer,
    ];
    router = new ReplicaRouter([a, b], primary);
  });

  const checkout = (): Error | undefined => {
    let shown: Error | undefined;
    router.checkout((error) => (shown = error));
    return shown;
  };

  it('asks the replicas in turn, and not the primary', () => {
    for (let read = 0; read < 4; read += 1) checkout();
    expect(asked).toEqual(['a', 'b', 'a', 'b']);
  });

  it('asks the next replica when one cannot be reached', () => {
    a.error = new DatabaseUnavailableError('ECONNREFUSED');
    expect(checkout()).toBeUndefined();
    expect(asked).toEqual(['a', 'b']);
  });

  it('asks the primary when no replica can be reached', () => {
    a.error = b.error = new DatabaseUnavailableError('ECONNREFUSED');
    expect(checkout()).toBeUndefined();
    expect(asked).toEqual(['a', 'b', 'primary']);
  });

  it('does not ask a replica that has been taken out', () => {
    a.available = false;
    checkout();
    checkout();
    expect(asked).toEqual(['b', 'b']);
  });

  it('asks each replica as often as its weight says', () => {
    a.weight = 3;
    for (let read = 0; read < 8; read += 1) checkout();
    expect(asked).toEqual(['a', 'a', 'b', 'a', 'a', 'a', 'b', 'a']);
  });

  describe('for a read that must see a position', () => {
    const read = (timeline: number, lsn: bigint): Promise<void> =>
      new Promise((resolve) => {
        const route = new ReadRoute([{ timeline, lsn }]);
        route.run(() => router.checkout(() => resolve()));
      });

    it('asks one that is known to have it', async () => {
      b.known = b.replayed = 10n;
      for (let count = 0; count < 3; count += 1) await read(1, 10n);
      expect(asked).toEqual(['b', 'b', 'b']);
    });

    it('asks one that may have it by now, and gives it back when it has not', async () => {
      b.replayed = 10n;
      await read(1, 10n);
      expect(asked).toEqual(['a', 'a back', 'b']);
    });

    it('asks the primary when none has it', async () => {
      await read(1, 10n);
      expect(asked).toEqual(['a', 'a back', 'b', 'b back', 'primary']);
    });

    it('asks the primary at once when the position is in an unknown timeline', async () => {
      await read(2, 0n);
      expect(asked).toEqual(['primary']);
    });
  });

  it('does not move a rush of reads to the primary', () => {
    a.error = new PoolExhaustedError('a', 'x');
    expect(checkout()).toBe(a.error);
    expect(asked).toEqual(['a']);
  });
});
