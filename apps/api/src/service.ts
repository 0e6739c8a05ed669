import { setTimeout as delay } from 'node:timers/promises';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Logger } from 'pino';
import type { HttpConfig, StrataConfig } from '@strata/config';
import { DatabaseStatus } from '@strata/database';
import { Draining } from '@strata/health';
import { UsersService } from '@strata/users';
import { createApp } from './create-app';
import { loadDemoData } from './demo-data';
import { ManagementPort } from './http/management-port';
import { RequestsInFlight } from './http/requests-in-flight';
import { migratorOf } from './module-options';
import { openDatabase, type OpenedDatabase } from './open-database';

const IDLE_SWEEP_MS = 50;

/** The running service. */
export interface Service {
  readonly app: NestFastifyApplication;
  /** Where it listens, e.g. `http://127.0.0.1:3000`. */
  readonly url: string;
  /** Where probes and metrics are answered besides; undefined: nowhere. */
  readonly managementUrl: string | undefined;
  /** Where the embedded server keeps its data; undefined for a server that was configured. */
  readonly embeddedDataDir: string | undefined;
  /**
   * Fails readiness, goes on serving for the drain time, then answers the requests in flight, closes every
   * connection, stops the embedded server, and last closes the management port: until then probes are told of it.
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
  /** Where the start itself is not over. */
  readonly starting?: true;
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
    return serviceOf(app, database, await listen(app, database.config.http));
  } catch (error) {
    await app.close();
    throw error;
  }
}

function serviceOf(
  app: NestFastifyApplication,
  database: OpenedDatabase,
  urls: Pick<Service, 'url' | 'managementUrl'>,
): Service {
  return {
    app,
    ...urls,
    embeddedDataDir: database.embeddedDataDir,
    stop: () => stop(app, database),
    unfinished: () => ({
      requests: app.get(RequestsInFlight).routes(),
      connections: connectionsInUse(app),
    }),
  };
}

/** The management port comes last: who finds a process ready there may send requests to the other. */
async function listen(
  app: NestFastifyApplication,
  { host, port, managementPort }: HttpConfig,
): Promise<Pick<Service, 'url' | 'managementUrl'>> {
  await app.listen(port, host);
  const url = await app.getUrl();
  if (managementPort === undefined) return { url, managementUrl: undefined };
  const management = app.get(ManagementPort);
  const instance = app.getHttpAdapter().getInstance();
  const managementUrl = new URL(url);
  managementUrl.port = String(await management.listen(instance, { host, port: managementPort }));
  return { url, managementUrl: managementUrl.origin };
}

/** A first start that was killed half-way leaves the data for the next one to load. */
async function fillIfEmpty(app: NestFastifyApplication): Promise<void> {
  const { items } = await app.get(UsersService).list(1);
  if (items.length === 0) await loadDemoData(app);
}

async function stop(app: NestFastifyApplication, database: OpenedDatabase): Promise<void> {
  const management = app.get(ManagementPort);
  app.get(Draining).begin();
  await delay(database.config.shutdown.drainSeconds * 1000);
  try {
    await closeAnswered(app);
  } finally {
    await database.close();
    await management.close();
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
