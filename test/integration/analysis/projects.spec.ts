import { AnalysisDomain } from './domain';

describe('projects', () => {
  let domain: AnalysisDomain;
  beforeAll(async () => {
    domain = await AnalysisDomain.start();
  });
  afterAll(() => domain.stop());
  beforeEach(() => domain.clear());

  const projects = () => domain.node().projects;
  const create = (userId: string, name: string) => projects().create({ userId, name });

  it('are stored as given', async () => {
    const description = 'Everything\nabout it 🎉';
    const project = await projects().create({ userId: 'ada', name: ' Shop ', description });
    expect(project).toMatchObject({ userId: 'ada', name: 'Shop', description });
    expect(project.createdAt).toBeInstanceOf(Date);
    expect(await projects().getForOwner('ada', project.id)).toEqual(project);
    expect(await projects().getForOwner('ada', project.id.toUpperCase())).toEqual(project);
  });

  it('have names of their own among those of an owner', async () => {
    await create('ada', 'Shop');
    await expect(create('ada', 'Shop')).rejects.toMatchObject({ code: 'PROJECT_ALREADY_EXISTS' });
    expect((await create('bob', 'Shop')).userId).toBe('bob');
  });

  it('of one name are created once by twenty requests at once', async () => {
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, () => create('ada', 'Shop')),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('of somebody else cannot be told from none, cached or not; an admin sees them', async () => {
    const { id } = await create('ada', 'Shop');
    const refused = { code: 'PROJECT_NOT_FOUND' };
    await expect(projects().getForOwner('bob', id)).rejects.toMatchObject(refused);
    await projects().getForOwner('ada', id);
    await expect(projects().getForOwner('bob', id)).rejects.toMatchObject(refused);
    await expect(projects().getForOwner('ada', 'no uuid')).rejects.toMatchObject(refused);
    expect((await projects().getFor({ subject: 'root', isAdmin: true }, id)).userId).toBe('ada');
  });

  it('are asked from the database once', async () => {
    const { id } = await create('ada', 'Shop');
    await projects().getForOwner('ada', id);
    await domain.sql(`UPDATE projects.projects SET name = 'Behind the back'`);
    expect((await projects().getForOwner('ada', id)).name).toBe('Shop');
  });

  it('are listed newest first, and the new one at once', async () => {
    const [first, second, third] = [
      await create('ada', 'A'),
      await create('ada', 'B'),
      await create('ada', 'C'),
    ];
    await create('bob', 'D');
    const page = await projects().list('ada', 2);
    expect(page.items).toEqual([third, second]);
    expect(page.next).toEqual({ createdAt: second.createdAt, id: second.id });
    const rest = await projects().list('ada', 2, page.next ?? undefined);
    expect(rest).toEqual({ items: [first], next: null });
    const fourth = await create('ada', 'E');
    expect((await projects().list('ada', 2)).items).toEqual([fourth, third]);
  });

  it('are not listed by a cursor that no page gave', async () => {
    const list = projects().list('ada', 2, { createdAt: new Date(), id: 'x' });
    await expect(list).rejects.toMatchObject({ code: 'INVALID_CURSOR' });
  });
});
