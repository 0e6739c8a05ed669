import { DatabaseUnavailableError, PoolExhaustedError } from '../errors/database-errors';
import type { CheckoutCallback } from '../pool/connection-source';
import { ReplicaRouter, type ReadServer } from './replica-router';

/** A server that notes who asked it, and answers with its error, or with nothing. */
class StubServer implements ReadServer {
  available = true;
  error: Error | undefined;

  constructor(
    readonly name: string,
    readonly asked: string[],
  ) {}

  checkout(done: CheckoutCallback): void {
    this.asked.push(this.name);
    done(this.error);
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

  it('does not move a rush of reads to the primary', () => {
    a.error = new PoolExhaustedError('a', 'x');
    expect(checkout()).toBe(a.error);
    expect(asked).toEqual(['a']);
  });
});
