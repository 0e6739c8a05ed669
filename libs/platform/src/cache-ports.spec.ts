import { cachePorts } from './cache-ports';
import { RequestContext } from './request-context';

const scope = (bypassCache: boolean) =>
  ({ requestId: 'r1', bypassCache, cacheOutcome: 'none' }) as const;

describe("the cache's ports", () => {
  const hooks: (() => void | Promise<void>)[] = [];
  const unitOfWork = {
    active: false,
    afterCommit: (hook: () => void | Promise<void>) => {
      hooks.push(hook);
      return Promise.resolve();
    },
    transaction: () => Promise.reject(new Error('not called here')),
  };
  const database = {
    write: unitOfWork.transaction,
    position: () => Promise.resolve('1:0/1'),
    readAfter: <T>(positions: readonly string[], load: () => Promise<T>) => {
      required.push(...positions);
      return load();
    },
    replicated: true,
  };
  const required: string[] = [];
  const ports = cachePorts(unitOfWork, database, 'shop');

  it('pass the cache by for a request that asked for fresh data, and for no other', () => {
    expect(RequestContext.run(scope(true), () => ports.bypass())).toBe(true);
    expect(RequestContext.run(scope(false), () => ports.bypass())).toBe(false);
    expect(ports.bypass()).toBe(false);
  });

  it('tell whether a transaction is open at the time of the call', () => {
    expect(ports.insideTransaction()).toBe(false);
    unitOfWork.active = true;
    expect(ports.insideTransaction()).toBe(true);
  });

  it('let loads see what has been invalidated, where there are replicas', async () => {
    await expect(ports.fence?.readAfter(['1:0/9'], () => Promise.resolve(7))).resolves.toBe(7);
    expect(required).toEqual(['1:0/9']);
    const alone = cachePorts(unitOfWork, { ...database, replicated: false }, 'shop');
    expect(alone.fence).toBeUndefined();
  });

  it('hand invalidation over to the unit of work', async () => {
    const hook = () => undefined;
    await ports.afterCommit(hook);
    expect(hooks).toEqual([hook]);
  });
});
