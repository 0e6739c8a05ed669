import {
  EntityManager,
  EventSubscriber,
  In,
  IsNull,
  MoreThan,
  type EntityTarget,
  type ObjectLiteral,
} from 'typeorm';
import { createTestDatabase, type TestDatabase } from '../../support/test-database';
import * as kinds from './kinds-of-entities';
import { startDatabase, type RunningDatabase } from './running-database';

const { Plain, HiddenKey, Owner, Eager, Lazy, WithRelationId, Listening, Animal, Cat } = kinds;

const READS: readonly [what: string, target: EntityTarget<ObjectLiteral>, where: unknown][] = [
  ['a primary key', Plain, { id: 1 }],
  ['a row with nulls', Plain, { id: 2 }],
  ['a key that nobody has', Plain, { id: 99 }],
  ['a key as text', Plain, { id: '1' }],
  ['several columns', Plain, { text: 'two', flag: true }],
  ['the same in another order', Plain, { flag: true, text: 'two' }],
  ['a deleted row', Plain, { id: 4 }],
  ['a column that is not selected', Plain, { hidden: 'h', id: 1 }],
  ['a column with a transformer', Plain, { wrapped: 'w', id: 2 }],
  ['a column of a part', Plain, { address: { street: 'Main' }, id: 3 }],
  ['a key that is not selected', HiddenKey, { id: 1 }],
  ['a date', Plain, { at: new Date('2024-02-29T12:00:00.123456Z') }],
  ['operators', Plain, { id: MoreThan(1), text: In(['two']), at: IsNull() }],
  ['alternatives', Plain, [{ id: 99 }, { id: 3 }]],
  ['inherited values', Plain, Object.create({ id: 2 })],
  ['nothing', Animal, {}],
  ['no object', Animal, undefined],
  ['null', Plain, { id: null }],
  ['undefined', Plain, { id: undefined }],
  ['a name that is no column', Plain, { nowhere: 1 }],
  ['a value of another type', Plain, { id: 'x' }],
  ['an entity of several rows', Owner, { name: 'same' }],
  ['a relation', Eager, { owner: { id: 2 }, id: 2 }],
  ['a relation that is there', Eager, { owner: true, id: 1 }],
  ['a relation that is not there', Eager, { owner: true, id: 3 }],
  ['the key of a relation', WithRelationId, { id: 1 }],
  ['a listener', Listening, { id: 1 }],
  ['a class of several in one table', Cat, { id: 1 }],
  ['a row of another class in the table', Cat, { id: 2 }],
  ['one of several classes', Animal, { id: 1 }],
];

const seen: unknown[] = [];

@EventSubscriber()
class Subscriber {
  afterLoad(entity: unknown): void {
    seen.push(entity);
  }
}

/** The statement of a `findOneBy` is kept, and must not tell by its answers. */
describe('findOneBy', () => {
  let testDatabase: TestDatabase;
  let running: RunningDatabase;
  let manager: EntityManager;

  const start = async (subscribers: (typeof Subscriber)[] = []): Promise<void> => {
    running = await startDatabase({ url: testDatabase.url, subscribers, entities: kinds.KINDS });
    ({ manager } = running.dataSource);
    await manager.query(kinds.KINDS_SQL);
  };

  beforeAll(async () => {
    testDatabase = await createTestDatabase();
  });

  afterAll(() => testDatabase.drop());

  describe('answers as TypeORM does:', () => {
    beforeAll(() => start());
    afterAll(() => running.stop());

    it.each(READS)('%s', async (_what, target, where) => {
      const failed = (error: object): unknown => ({ failed: error.constructor.name, ...error });
      const stock = new EntityManager(running.dataSource);
      // As no type allows it in part.
      const condition = where as ObjectLiteral;
      const expected: unknown = await stock.findOneBy(target, condition).catch(failed);
      for (let time = 0; time < 2; time += 1) {
        const found: unknown = await manager.findOneBy(target, condition).catch(failed);
        expect(found).toStrictEqual(expected);
      }
    });
  });

  describe('of a manager', () => {
    afterEach(() => running.stop());

    it('has TypeORM work the statement out once', async () => {
      await start();
      const builders = jest.spyOn(EntityManager.prototype, 'createQueryBuilder');
      const repository = running.dataSource.getRepository(Plain);
      for (const id of [1, 2, 3])
        await expect(repository.findOneBy({ id })).resolves.toMatchObject({ id });
      expect(builders).toHaveBeenCalledTimes(1);
      builders.mockRestore();
    });

    it('belongs to the transaction of that manager', async () => {
      await start();
      await manager.findOneBy(Plain, { id: 5 });
      await running.unitOfWork.transaction(async (inside) => {
        await inside.query(`INSERT INTO kinds.plain (id, list, wrapped) VALUES (5, '', '<w>')`);
        await expect(inside.findOneBy(Plain, { id: 5 })).resolves.toMatchObject({ id: 5 });
        await expect(manager.findOneBy(Plain, { id: 5 })).resolves.toBeNull();
      });
    });

    it('loads what is lazy in the transaction of that manager', async () => {
      await start();
      await running.unitOfWork.transaction(async (inside) => {
        await inside.query('INSERT INTO kinds.owner VALUES (3)');
        await inside.query('UPDATE kinds.owned SET "ownerId" = 3 WHERE id = 1');
        const lazy = await inside.findOneByOrFail(Lazy, { id: 1 });
        await expect(lazy.owner).resolves.toMatchObject({ id: 3 });
      });
    });

    it('is told to subscribers', async () => {
      await start([Subscriber]);
      const found = await manager.findOneBy(Plain, { id: 1 });
      expect(seen).toStrictEqual([found]);
    });
  });
});
