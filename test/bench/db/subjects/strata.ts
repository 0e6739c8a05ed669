import { AsyncLocalStorage } from 'node:async_hooks';
import { NestFactory } from '@nestjs/core';
import {
  Database,
  DatabaseEvents,
  DatabaseModule,
  UnitOfWork,
  type Deadline,
} from '@strata/database';
import { Histogram, Registry } from 'prom-client';
import { DataSource } from 'typeorm';
import { UserEntity } from '../../../../libs/users/src/user.entity';
import { UserRepository } from '../../../../libs/users/src/user.repository';
import { LIST_LENGTH, SQL, type OpenSubject, type Subject } from '../operations';
import { checkout, statementsOf } from './typeorm';

type Style = 'query' | 'entities' | 'repository' | 'repository in a request';

class BenchModule {}

const requests = new AsyncLocalStorage<Deadline>();

/** The database module: by way of TypeORM, by way of a repository, and that as the service runs it. */
export function strata(style: Style): OpenSubject {
  return async (url, connections) => {
    const pool = { size: connections, maxOverflow: 0 };
    const options = { url, pool, entities: [UserEntity], deadline: () => requests.getStore() };
    const imports = [DatabaseModule.forRootAsync({ useFactory: () => options })];
    const module = { module: BenchModule, imports };
    const app = await NestFactory.createApplicationContext(module, { logger: false });
    const source = app.get(DataSource);
    const unitOfWork = app.get(UnitOfWork);
    const plain: Subject = {
      ...(style === 'query' || style === 'entities'
        ? statementsOf(source, style)
        : repositoryStatements(app.get(Database))),
      checkout: () => checkout(source),
      transaction: (id) => unitOfWork.transaction((m) => m.query(SQL.write, [id, 'changed'])),
      close: () => app.close(),
    };
    return style === 'repository in a request' ? asServed(plain, app.get(DatabaseEvents)) : plain;
  };
}

function repositoryStatements(
  database: Database,
): Pick<Subject, 'point read' | 'list read' | 'write'> {
  const users = new UserRepository(database);
  return {
    'point read': (id) => users.find(id),
    'list read': () => users.list(LIST_LENGTH),
    write: (id) => users.update(id, { displayName: 'changed' }),
  };
}

/** With a deadline for every caller, and statements timed. */
function asServed(subject: Subject, events: DatabaseEvents): Subject {
  const name = 'query_duration_seconds';
  const seconds = new Histogram({ name, help: 'As in the service.', registers: [new Registry()] });
  events.on('query', ({ durationMs }) => seconds.observe(durationMs / 1_000));
  return { ...subject, asCaller: (work) => requests.run(deadline(), work) };
}

function deadline(): Deadline {
  return { expiresAtMs: Number.POSITIVE_INFINITY, signal: new AbortController().signal };
}
