import { setTimeout as delay } from 'node:timers/promises';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Logger } from 'pino';
import type { StrataConfig } from '@strata/config';
import { DatabaseStatus } from '@strata/database';
import { Draining } from '@strata/health';
import { UsersService } from '@strata/users';
import { createApp } from './create-app';
import { loadDemoData } from './demo-data';
import { RequestsInFlight } from './http/requests-in-flight';
import { migratorOf } from './module-options';
import { openDatabase, type OpenedDatabase } from './open-database';

const IDLE_SWEEP_MS = 50;

/** The running service. */
export interface Service {
  readonly app: NestFastifyApplication;
  /** Where it listens, e.g. `http://127.0.0.1:3000`. */
  readonly url: string;
  /** Where the embedded server keeps its data; undefined for a server that was configured. */
  readonly embeddedDataDir: string | undefined;
  /**
   * Fails readiness, goes on serving for the drain time, then answers the requests in flight, closes every
   * connection, and stops the embedded server.
   */
  stop(): Promise<void>;
  /** What would be lost if the process ended now. */
  unfinished(): Unfinished;
}

/** Work that has not ended. */
export interface Unfinished {
  /** `GET /api/users/:id` for each request. */
  readonly requests: readonly string[];
  /** Connections that are in use, over all servers. */
  readonly connections: number;
}

/**
 * Starts everything the configuration calls for. In development the migrations are applied, and an
 * empty embedded database is filled with demonstration data; in production neither happens.
 */
export async function startService(config: StrataConfig, logger: Logger): Promise<Service> {
  const database = await openDatabase(config);
  try {
    if (config.environment !== 'production') await (await migratorOf(database.config)).up();
    return await serve(database, logger);
  } catch (error) {
    await database.close();
    throw error;
  }
}

async function serve(database: OpenedDatabase, logger: Logger): Promise<Service> {
  const app = await createApp(database.config, logger);
  try {
    if (database.embeddedDataDir !== undefined) await fillIfEmpty(app);
    const { port, host } = database.config.http;
    await app.listen(port, host);
  } catch (error) {
    await app.close();
    throw error;
  }
  return {
    app,
    url: await app.getUrl(),
    embeddedDataDir: database.embeddedDataDir,
    stop: () => stop(app, database),
    unfinished: () => ({
      requests: app.get(RequestsInFlight).routes(),
      connections: connectionsInUse(app),
    }),
  };
}

/** A first start that was killed half-way leaves the data for the next one to load. */
async function fillIfEmpty(app: NestFastifyApplication): Promise<void> {
  const { users } = await app.get(UsersService).list(1);
  if (users.length === 0) await loadDemoData(app);
}

async function stop(app: NestFastifyApplication, database: OpenedDatabase): Promise<void> {
  app.get(Draining).begin();
  await delay(database.config.shutdown.drainSeconds * 1000);
  try {
    await closeAnswered(app);
  } finally {
    await database.close();
  }
}

/** A connection that was in use when the server stopped listening would be kept open by its client for long. */
async function closeAnswered(app: NestFastifyApplication): Promise<void> {
  const { server } = app.getHttpAdapter().getInstance();
  const sweep = setInterval(() => {
    server.closeIdleConnections();
  }, IDLE_SWEEP_MS);
  try {
    await app.close();
  } finally {
    clearInterval(sweep);
  }
}

function connectionsInUse(app: NestFastifyApplication): number {
  const servers = app.get(DatabaseStatus).servers();
  return servers.reduce((sum, { checkedOut }) => sum + checkedOut, 0);
}
