import { RequestConsistency, type ConsistencyRequest } from './request-consistency';

const of = (request: Partial<ConsistencyRequest>): RequestConsistency =>
  new RequestConsistency({
    token: undefined,
    fresh: false,
    isRead: true,
    wroteRecently: () => Promise.resolve(false),
    ...request,
  });

describe('The consistency of a request', () => {
  it('is any, without a token and without a write of the caller', async () => {
    expect(await of({}).required()).toEqual([]);
  });

  it('is the newest state after a write of the caller', async () => {
    const wroteRecently = () => Promise.resolve(true);
    expect(await of({ wroteRecently }).required()).toBe('everything');
  });

  it('is what the token says, whatever the caller wrote', async () => {
    const wroteRecently = jest.fn(() => Promise.resolve(true));
    expect(await of({ token: { position: '1:0/5' }, wroteRecently }).required()).toEqual(['1:0/5']);
    expect(wroteRecently).not.toHaveBeenCalled();
  });

  it('is the newest state for a token without a position, and for a caller that wants fresh data', () => {
    expect(of({ token: {} }).required()).toBe('everything');
    expect(of({ token: { position: '1:0/5' }, fresh: true }).required()).toBe('everything');
  });

  it('ends with a token of the latest state that was shown', () => {
    const cache = { epoch: 'e', sequence: 1 };
    const consistency = of({ token: { position: '1:0/5', cache } });
    for (const position of ['1:0/4', '1:0/9', '1:0/7']) consistency.seen?.(position);
    expect(consistency.token).toEqual({ position: '1:0/9', cache });
  });

  it('ends with a position where the token had none', () => {
    const consistency = of({ token: {} });
    consistency.seen?.('1:0/4');
    expect(consistency.token).toEqual({ position: '1:0/4' });
  });

  it('costs nothing where nobody sends the token on', () => {
    expect(of({}).seen).toBeUndefined();
    expect(of({}).token).toBeUndefined();
    expect(of({ token: {}, isRead: false }).seen).toBeUndefined();
  });
});
