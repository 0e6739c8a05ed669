import { DataSource } from 'typeorm';
import { UserEntity } from '../../../../libs/users/src/user.entity';
import { LIST_LENGTH, SQL, type OpenSubject, type Subject } from '../operations';

type Style = 'query' | 'entities';

type Statements = Pick<Subject, 'point read' | 'list read' | 'write'>;

/** TypeORM's own ways on any DataSource: SQL by `query`, or entities. */
export function statementsOf(source: DataSource, style: Style): Statements {
  const users = source.getRepository(UserEntity);
  if (style === 'query')
    return {
      'point read': (id) => source.query(SQL.point, [id]),
      'list read': () => source.query(SQL.list, [LIST_LENGTH]),
      write: (id) => source.query(SQL.write, [id, 'changed']),
    };
  return {
    'point read': (id) => users.findOneBy({ id }),
    'list read': () => users.find({ order: { createdAt: 'DESC', id: 'DESC' }, take: LIST_LENGTH }),
    write: (id) => users.update({ id }, { displayName: 'changed' }),
  };
}

/** Takes a connection of `source` and gives it back. */
export async function checkout(source: DataSource): Promise<void> {
  const runner = source.createQueryRunner();
  await runner.connect();
  await runner.release();
}

/** TypeORM with its own pool. */
export function typeOrm(style: Style): OpenSubject {
  return async (url, connections) => {
    const extra = { max: connections, min: connections };
    const source = new DataSource({ type: 'postgres', url, entities: [UserEntity], extra });
    await source.initialize();
    return {
      ...statementsOf(source, style),
      checkout: () => checkout(source),
      transaction: (id) => source.transaction((m) => m.query(SQL.write, [id, 'changed'])),
      close: () => source.destroy(),
    };
  };
}
