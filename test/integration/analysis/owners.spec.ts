import { eventually } from '../../support/eventually';
import { AnalysisDomain, requestOf } from './domain';

const SESSIONS = 'production.analysis_sessions';
const ADA = { subject: 'ada', isAdmin: false };
const BOB = { subject: 'bob', isAdmin: false };
const ROOT = { subject: 'root', isAdmin: true };

describe('owners of analyses', () => {
  let domain: AnalysisDomain;
  beforeAll(async () => {
    domain = await AnalysisDomain.start();
  });
  afterAll(() => domain.stop());
  beforeEach(() => domain.clear());

  const analyse = (...args: Parameters<typeof domain.analysis.analyse>) =>
    domain.analysis.analyse(...args);

  it('get analyses of their own for equal requests', async () => {
    const ofAda = await analyse(requestOf('ada'));
    const ofBob = await analyse(requestOf('bob'));
    expect(ofBob.source).toBe('processed');
    expect(ofBob.analysis.id).not.toBe(ofAda.analysis.id);
    expect(ofBob.analysis.userId).toBe('bob');
  });

  it('do not see the duplicates of others', async () => {
    await analyse(requestOf('ada'));
    const ofBob = await analyse(requestOf('bob', { title: 'Safari crashes on the login page' }));
    expect(ofBob.analysis.result.duplicates).toEqual([]);
  });

  it('read their own analysis; others do not learn that it exists, cached or not', async () => {
    const { id } = (await analyse(requestOf('ada'))).analysis;
    const refused = { code: 'ANALYSIS_NOT_FOUND' };
    await expect(domain.analysis.getFor(BOB, id)).rejects.toMatchObject(refused);
    expect((await domain.analysis.getFor(ADA, id)).id).toBe(id);
    expect((await domain.analysis.getFor(ROOT, id)).id).toBe(id);
    await expect(domain.analysis.getFor(BOB, id)).rejects.toMatchObject(refused);
  });

  it('whose names look like cache keys stay apart', async () => {
    const { id } = (await analyse(requestOf('a:b*'))).analysis;
    const likeIt = { subject: 'a', isAdmin: false };
    await domain.analysis.getFor({ subject: 'a:b*', isAdmin: false }, id);
    await expect(domain.analysis.getFor(likeIt, id)).rejects.toMatchObject({
      code: 'ANALYSIS_NOT_FOUND',
    });
  });

  it('may not put an analysis into a project of somebody else', async () => {
    const { id } = await domain.node().projects.create({ userId: 'bob', name: 'Shop' });
    await expect(analyse(requestOf('ada', { projectId: id }))).rejects.toMatchObject({
      code: 'PROJECT_NOT_FOUND',
    });
    expect(await domain.count(SESSIONS)).toBe(0);
  });

  describe('deleting the owner', () => {
    it('takes analyses and projects along, out of the cache too', async () => {
      const { users, projects } = domain.node();
      await users.create({ id: 'ada', email: 'ada@example.com', displayName: 'Ada' });
      const project = await projects.create({ userId: 'ada', name: 'Shop' });
      const request = requestOf('ada', { projectId: project.id });
      const { analysis } = await analyse(request, 'key');
      await domain.analysis.getFor(ADA, analysis.id);
      await domain.analysis.getFor(ROOT, analysis.id);
      await domain.analysis.listOfProject(project, 50);
      await analyse(requestOf('bob'));

      await users.delete('ada');

      for (const reader of [ADA, ROOT]) {
        await expect(domain.analysis.getFor(reader, analysis.id)).rejects.toMatchObject({
          code: 'ANALYSIS_NOT_FOUND',
        });
      }
      expect((await domain.analysis.listOfProject(project, 50)).items).toEqual([]);
      expect((await domain.analysis.listOfUser('ada', 50)).items).toEqual([]);
      await expect(projects.getForOwner('ada', project.id)).rejects.toMatchObject({
        code: 'PROJECT_NOT_FOUND',
      });
      expect((await projects.list('ada', 50)).items).toEqual([]);
      expect(await domain.count(SESSIONS)).toBe(1);
      expect(await domain.count('production.analysis_requests')).toBe(0);
      expect((await analyse(requestOf('ada'))).source).toBe('processed');
    });

    it('tells whoever analyses for a project meanwhile that it is gone', async () => {
      const { users, projects } = domain.node();
      await users.create({ id: 'ada', email: 'ada@example.com', displayName: 'Ada' });
      const project = await projects.create({ userId: 'ada', name: 'Shop' });
      let proceed = (): void => undefined;
      domain.analyser.gate = new Promise((resolve) => (proceed = resolve));
      const analysing = analyse(requestOf('ada', { projectId: project.id }));
      const refused = expect(analysing).rejects.toMatchObject({ code: 'PROJECT_NOT_FOUND' });
      await eventually(() => expect(domain.analyser.calls).toBe(1));
      await users.delete('ada');
      proceed();
      await refused;
      expect(await domain.count(SESSIONS)).toBe(0);
    });

    it('that fails leaves everything as it was', async () => {
      const { users, unitOfWork } = domain.node();
      await users.create({ id: 'ada', email: 'ada@example.com', displayName: 'Ada' });
      const { analysis } = await analyse(requestOf('ada'));
      const work = unitOfWork.transaction(async () => {
        await users.delete('ada');
        throw new Error('rolled back');
      });
      await expect(work).rejects.toThrow('rolled back');
      expect((await domain.analysis.getFor(ADA, analysis.id)).id).toBe(analysis.id);
      expect((await analyse(requestOf('ada'))).source).toBe('cache');
    });
  });
});
