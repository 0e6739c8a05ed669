import { AnalysisDomain, requestOf } from './domain';

describe('an Idempotency-Key', () => {
  let domain: AnalysisDomain;
  beforeAll(async () => {
    domain = await AnalysisDomain.start();
  });
  afterAll(() => domain.stop());
  beforeEach(() => domain.clear());

  const analyse = (...args: Parameters<typeof domain.analysis.analyse>) =>
    domain.analysis.analyse(...args);

  it('repeats the first answer, its source included, cached or not', async () => {
    const first = await analyse(requestOf('ada'), 'key');
    expect(first.source).toBe('processed');
    expect(await analyse(requestOf('ada'), 'key')).toEqual(first);
    await domain.node().cache.clear();
    expect(await analyse(requestOf('ada'), 'key')).toEqual(first);
    expect(domain.analyser.calls).toBe(1);
  });

  it('repeats the source of an answer that came from the cache', async () => {
    await analyse(requestOf('ada'));
    const first = await analyse(requestOf('ada'), 'key');
    expect(first.source).toBe('cache');
    await domain.node().cache.clear();
    expect((await analyse(requestOf('ada'), 'key')).source).toBe('cache');
  });

  it('repeats the first answer also after the analyser has changed', async () => {
    const first = await analyse(requestOf('ada'), 'key');
    domain.analyser.version = 2;
    expect(await analyse(requestOf('ada'), 'key')).toEqual(first);
    expect((await analyse(requestOf('ada'))).analysis.id).not.toBe(first.analysis.id);
  });

  it('is refused with another request, which is not processed', async () => {
    await analyse(requestOf('ada'), 'key');
    await expect(analyse(requestOf('ada', { title: 'Other' }), 'key')).rejects.toMatchObject({
      code: 'IDEMPOTENCY_KEY_REUSED',
    });
    expect(domain.analyser.calls).toBe(1);
  });

  it('belongs to its owner', async () => {
    const ofAda = await analyse(requestOf('ada'), 'key');
    const ofBob = await analyse(requestOf('bob', { title: 'Other' }), 'key');
    expect(ofBob.analysis.id).not.toBe(ofAda.analysis.id);
    expect(await analyse(requestOf('ada'), 'key')).toEqual(ofAda);
  });

  it('keeps nobody from an answer whose analysis another process has deleted, and is free then', async () => {
    const { analysis } = await analyse(requestOf('ada'));
    await domain.sql('DELETE FROM production.analysis_sessions');
    expect((await analyse(requestOf('ada'), 'key')).analysis).toEqual(analysis);
    expect(await domain.count('production.analysis_claims')).toBe(0);
    expect((await analyse(requestOf('ada', { title: 'Other' }), 'key')).source).toBe('processed');
  });

  it('of a request that failed is free again', async () => {
    domain.analyser.failure = new Error('no');
    await expect(analyse(requestOf('ada'), 'key')).rejects.toThrow('no');
    domain.analyser.failure = undefined;
    expect((await analyse(requestOf('ada', { title: 'Other' }), 'key')).source).toBe('processed');
  });
});
