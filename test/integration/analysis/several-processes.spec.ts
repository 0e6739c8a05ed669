import { eventually } from '../../support/eventually';
import { AnalysisDomain, requestOf } from './domain';

describe('analyses in two processes that share PostgreSQL and Redis', () => {
  let domain: AnalysisDomain;
  beforeAll(async () => {
    domain = await AnalysisDomain.start({ nodes: 2 });
  });
  afterAll(() => domain.stop());
  beforeEach(() => domain.clear());

  it('store equal requests once, whichever process gets them', async () => {
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, n) => domain.node(n % 2).analysis.analyse(requestOf('ada'))),
    );
    expect(new Set(answers.map(({ analysis }) => analysis.id)).size).toBe(1);
    expect(await domain.count('production.analysis_sessions')).toBe(1);
  });

  it('answer from the cache what the other process has made', async () => {
    let texts = 0;
    // Another text each time: the second process would find its own answer, and a busy Redis may be late once.
    await eventually(async () => {
      const request = requestOf('ada', { title: `Text ${++texts}` });
      const { analysis } = await domain.node(0).analysis.analyse(request);
      const elsewhere = await domain.node(1).analysis.analyse(request);
      expect(elsewhere).toEqual({ analysis, source: 'cache' });
    });
  });

  it('show in a list what the other process has added', async () => {
    const project = await domain.node(0).projects.create({ userId: 'ada', name: 'Shop' });
    const listed = async () =>
      (await domain.node(1).analysis.listOfProject(project, 50)).items.length;
    expect(await listed()).toBe(0);
    await domain.node(0).analysis.analyse(requestOf('ada', { projectId: project.id }));
    await eventually(async () => expect(await listed()).toBe(1));
  });
});

describe('analyses without a cache', () => {
  let domain: AnalysisDomain;
  beforeAll(async () => {
    domain = await AnalysisDomain.start({ cacheEnabled: false });
  });
  afterAll(() => domain.stop());

  it('are processed once for fifty equal requests at once, and found in the database later', async () => {
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => domain.analysis.analyse(requestOf('ada'))),
    );
    expect(new Set(answers.map(({ analysis }) => analysis.id)).size).toBe(1);
    expect(domain.analyser.calls).toBe(1);
    expect((await domain.analysis.analyse(requestOf('ada'))).source).toBe('database');
  });
});
