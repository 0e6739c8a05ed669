import { Test } from '@nestjs/testing';
import {
  Database,
  DatabaseEvents,
  DatabaseModule,
  DatabaseStatus,
  UnitOfWork,
  type DatabaseOptions,
  type ServerStatus,
} from '@strata/database';
import { DataSource, type QueryRunner } from 'typeorm';

/** A Nest application that has nothing but the database module. */
export interface RunningDatabase {
  readonly database: Database;
  readonly unitOfWork: UnitOfWork;
  readonly status: DatabaseStatus;
  readonly events: DatabaseEvents;
  readonly dataSource: DataSource;
  /** State of the primary's pool. */
  readonly primary: () => ServerStatus;
  /** Takes a connection to the primary and keeps it until it is released. */
  readonly hold: () => Promise<QueryRunner>;
  /** Shuts the application down. */
  readonly stop: () => Promise<void>;
}

/** Where a test is not about them: a busy machine has nobody given up, nor taken out for what it is late with. */
const PATIENT: Partial<DatabaseOptions> = {
  startTimeoutMs: 60_000,
  replicaTimeoutMs: 60_000,
  maxReplicaLagMs: 0,
  maxReplicaLagBytes: 0,
};

/** @param subscribe called before the application has started, as another module's constructor would be. */
export async function startDatabase(
  options: DatabaseOptions,
  subscribe: (events: DatabaseEvents) => void = () => undefined,
): Promise<RunningDatabase> {
  const app = await Test.createTestingModule({
    imports: [DatabaseModule.forRootAsync({ useFactory: () => ({ ...PATIENT, ...options }) })],
  }).compile();
  subscribe(app.get(DatabaseEvents));
  await app.init();
  const status = app.get(DatabaseStatus);
  const dataSource = app.get(DataSource);
  return {
    database: app.get(Database),
    unitOfWork: app.get(UnitOfWork),
    status,
    events: app.get(DatabaseEvents),
    dataSource,
    primary: () => serverOf(status, 'primary'),
    hold: async () => {
      const runner = dataSource.createQueryRunner('master');
      await runner.connect();
      return runner;
    },
    stop: () => app.close(),
  };
}

export function serverOf(status: DatabaseStatus, name: string): ServerStatus {
  const found = status.servers().find(({ server }) => server === name);
  if (found === undefined) throw new Error(`There is no server ${name}.`);
  return found;
}
