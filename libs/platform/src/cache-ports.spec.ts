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
  const ports = cachePorts(unitOfWork, { write: unitOfWork.transaction }, 'shop');

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

  it('hand invalidation over to the unit of work', async () => {
    const hook = () => undefined;
    await ports.afterCommit(hook);
    expect(hooks).toEqual([hook]);
  });
});
