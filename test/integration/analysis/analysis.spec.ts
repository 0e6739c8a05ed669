import { eventually } from '../../support/eventually';
import { AnalysisDomain, requestOf } from './domain';

const SESSIONS = 'production.analysis_sessions';
const ADA = { subject: 'ada', isAdmin: false };

describe('analyses', () => {
  let domain: AnalysisDomain;
  beforeAll(async () => {
    domain = await AnalysisDomain.start();
  });
  afterAll(() => domain.stop());
  beforeEach(() => domain.clear());

  const analyse = (...args: Parameters<typeof domain.analysis.analyse>) =>
    domain.analysis.analyse(...args);

  describe('the answer', () => {
    it('is made once, then comes from the cache, then from the database', async () => {
      const first = await analyse(requestOf('ada'));
      expect(first.source).toBe('processed');
      expect(await analyse(requestOf('ada'))).toEqual({ ...first, source: 'cache' });
      await domain.node().cache.clear();
      expect(await analyse(requestOf('ada'))).toEqual({ ...first, source: 'database' });
      expect(await analyse(requestOf('ada'))).toEqual({ ...first, source: 'cache' });
      expect(domain.analyser.calls).toBe(1);
    });

    it('is stored whole', async () => {
      const projectId = (await domain.node().projects.create({ userId: 'ada', name: 'Shop' })).id;
      const { analysis } = await analyse(requestOf('ada', { issueKey: 'TEST-1', projectId }));
      expect(analysis).toMatchObject({
        userId: 'ada',
        projectId,
        kind: 'issue',
        issueKey: 'TEST-1',
        title: 'Login page crashes on Safari',
        analyser: 'counting/1+lexical/1',
        result: { issueType: { value: 'bug' }, duplicates: [] },
      });
      const rows = await domain.sql<Record<string, unknown>>(`SELECT * FROM ${SESSIONS}`);
      expect(rows).toHaveLength(1);
      expect(rows[0]).toMatchObject({ id: analysis.id, content: requestOf('ada').content });
      expect(rows[0]?.embedding).toHaveLength(384);
      expect(rows[0]?.result).toEqual(analysis.result);
    });

    it('goes past the cache on request', async () => {
      await analyse(requestOf('ada'));
      domain.bypassCache = true;
      expect((await analyse(requestOf('ada'))).source).toBe('database');
    });

    it('is made anew by another version of the analyser', async () => {
      const first = await analyse(requestOf('ada'));
      domain.analyser.version = 2;
      const second = await analyse(requestOf('ada'));
      expect(second.source).toBe('processed');
      expect(second.analysis.id).not.toBe(first.analysis.id);
    });

    it.each([
      ['title', { title: 'Another title' }],
      ['content', { content: 'Another content' }],
      ['kind', { kind: 'text' as const }],
      ['issue key', { issueKey: 'TEST-2' }],
    ])('of another %s is another', async (_name, change) => {
      const first = await analyse(requestOf('ada'));
      const second = await analyse(requestOf('ada', change));
      expect(second.source).toBe('processed');
      expect(second.analysis.id).not.toBe(first.analysis.id);
    });

    it('keeps text that is hard to store', async () => {
      const content = 'Emoji 👩‍🚀, שלום, "quotes" \\ \u0001, lone \ud800 surrogate';
      const { analysis } = await analyse(requestOf('ada', { content }));
      const rows = await domain.sql<{ content: string }>(`SELECT content FROM ${SESSIONS}`);
      expect(rows[0]?.content).toBe(content.replace('\ud800', '\ufffd'));
      expect(await domain.analysis.getFor(ADA, analysis.id)).toEqual(analysis);
    });

    it('of a mebibyte is given, and says that it was cut', async () => {
      const content = 'The login page crashes. '.repeat(43_690);
      const { analysis } = await analyse(requestOf('ada', { content }));
      expect(analysis.result.truncated).toBe(true);
    });

    it('is nothing when the analyser fails, and is made the next time', async () => {
      domain.analyser.failure = new Error('no');
      await expect(analyse(requestOf('ada'))).rejects.toThrow('no');
      expect(await domain.count(SESSIONS)).toBe(0);
      domain.analyser.failure = undefined;
      expect((await analyse(requestOf('ada'))).source).toBe('processed');
    });

    it('of a rolled back unit of work leaves nothing behind', async () => {
      const { unitOfWork } = domain.node();
      const work = unitOfWork.transaction(async () => {
        await analyse(requestOf('ada'));
        throw new Error('rolled back');
      });
      await expect(work).rejects.toThrow('rolled back');
      expect(await domain.count(SESSIONS)).toBe(0);
      expect((await analyse(requestOf('ada'))).source).toBe('processed');
    });
  });

  it('is not shared with a unit of work that may still be rolled back', async () => {
    let open = (): void => undefined;
    domain.analyser.gate = new Promise((resolve) => (open = resolve));
    const work = domain.node().unitOfWork.transaction(async () => {
      await analyse(requestOf('ada'));
      throw new Error('rolled back');
    });
    const rolledBack = expect(work).rejects.toThrow('rolled back');
    await eventually(() => expect(domain.analyser.calls).toBe(1));
    const outside = analyse(requestOf('ada'));
    await eventually(() => expect(domain.analyser.calls).toBe(2));
    open();
    await rolledBack;
    const { analysis } = await outside;
    expect((await domain.analysis.getFor(ADA, analysis.id)).id).toBe(analysis.id);
  });

  describe('fifty equal requests at once', () => {
    it('are processed and stored once, and all get the same analysis', async () => {
      const answers = await Promise.all(
        Array.from({ length: 50 }, () => analyse(requestOf('ada'))),
      );
      expect(new Set(answers.map(({ analysis }) => analysis.id)).size).toBe(1);
      expect(answers.filter(({ source }) => source === 'processed')).toHaveLength(1);
      expect(domain.analyser.calls).toBe(1);
      expect(await domain.count(SESSIONS)).toBe(1);
    });

    it('are stored once also when they go past the cache', async () => {
      domain.bypassCache = true;
      const answers = await Promise.all(
        Array.from({ length: 50 }, () => analyse(requestOf('ada'))),
      );
      expect(new Set(answers.map(({ analysis }) => analysis.id)).size).toBe(1);
      expect(domain.analyser.calls).toBe(1);
      expect(await domain.count(SESSIONS)).toBe(1);
    });

    it('of fifty owners are fifty analyses', async () => {
      const answers = await Promise.all(
        Array.from({ length: 50 }, (_, n) => analyse(requestOf(`user-${n}`))),
      );
      expect(new Set(answers.map(({ analysis }) => analysis.id)).size).toBe(50);
      expect(answers.every(({ source }) => source === 'processed')).toBe(true);
    });
  });

  describe('reading one', () => {
    it('asks the database once', async () => {
      const { analysis } = await analyse(requestOf('ada'));
      await domain.analysis.getFor(ADA, analysis.id);
      await domain.sql(`UPDATE ${SESSIONS} SET title = 'Behind the back'`);
      expect((await domain.analysis.getFor(ADA, analysis.id)).title).toBe(analysis.title);
    });

    it('does not remember that there was none', async () => {
      const id = '0b0b6c4e-6f0e-4a52-8b4c-3a1f6e1d2c3b';
      await expect(domain.analysis.getFor(ADA, id)).rejects.toMatchObject({
        code: 'ANALYSIS_NOT_FOUND',
      });
    });
  });

  describe('likely duplicates', () => {
    it('are earlier analyses worded alike, with their title and similarity', async () => {
      const first = await analyse(requestOf('ada', { content: 'Open it.' }));
      await analyse(
        requestOf('ada', { title: 'Invoice shows the wrong total', content: 'Open it.' }),
      );
      const second = await analyse(
        requestOf('ada', { title: 'Safari crashes on the login page', content: 'Open it.' }),
      );
      expect(second.analysis.result.duplicates).toEqual([
        {
          id: first.analysis.id,
          title: 'Login page crashes on Safari',
          similarity: expect.any(Number) as number,
        },
      ]);
    });

    it('are the likeliest five, and 1 for the same text in another form', async () => {
      for (let n = 0; n < 7; n += 1) await analyse(requestOf('ada', { content: `Again ${n}.` }));
      const { analysis } = await analyse(requestOf('ada', { kind: 'text', content: 'AGAIN 3.' }));
      const { duplicates } = analysis.result;
      expect(duplicates).toHaveLength(5);
      expect(duplicates[0]?.similarity).toBe(1);
      const similarities = duplicates.map(({ similarity }) => similarity);
      expect(similarities).toEqual([...similarities].sort((a, b) => b - a));
    });

    it('of a text without words are none', async () => {
      await analyse(requestOf('ada', { title: '', content: '?' }));
      const { analysis } = await analyse(requestOf('ada', { title: '', content: '!' }));
      expect(analysis.result.duplicates).toEqual([]);
    });

    it('are not sought among embeddings that another analyser made', async () => {
      await analyse(requestOf('ada'));
      domain.analyser.version = 2;
      const { analysis } = await analyse(requestOf('ada', { content: 'Open the login page.' }));
      expect(analysis.result.duplicates).toEqual([]);
    });
  });

  describe('lists', () => {
    it('are newest first, page by page, without a gap or a repeat', async () => {
      for (let n = 0; n < 7; n += 1) await analyse(requestOf('ada', { content: `Text ${n}` }));
      await domain.sql(`UPDATE ${SESSIONS} SET created_at = '2026-01-01T00:00:00Z'
        WHERE content IN ('Text 2', 'Text 3', 'Text 4')`);
      const seen: string[] = [];
      let after: Parameters<typeof domain.analysis.listOfUser>[2];
      do {
        const page = await domain.analysis.listOfUser('ada', 2, after);
        seen.push(...page.items.map(({ id }) => id));
        after = page.next ?? undefined;
      } while (after);
      const rows = await domain.sql<{ id: string }>(
        `SELECT id FROM ${SESSIONS} ORDER BY created_at DESC, id DESC`,
      );
      expect(seen).toEqual(rows.map(({ id }) => id));
    });

    it('of a project hold its analyses, and the new one after it was added', async () => {
      const project = await domain.node().projects.create({ userId: 'ada', name: 'Shop' });
      await analyse(requestOf('ada'));
      const idsOf = async () =>
        (await domain.analysis.listOfProject(project, 50)).items.map(({ id }) => id);
      expect(await idsOf()).toEqual([]);
      const first = await analyse(requestOf('ada', { projectId: project.id }));
      expect(await idsOf()).toEqual([first.analysis.id]);
      const second = await analyse(requestOf('ada', { projectId: project.id, title: 'Other' }));
      expect(await idsOf()).toEqual([second.analysis.id, first.analysis.id]);
    });
  });
});
