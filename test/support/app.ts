import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import pino from 'pino';
import { SignJWT } from 'jose';
import { CacheService } from '@strata/cache';
import { requestFields } from '@strata/platform';
import { configOf } from '../../apps/api/src/app.config';
import { createApp } from '../../apps/api/src/create-app';
import type { Role } from '../../apps/api/src/http/caller';
import type { SettledConfig } from '../../apps/api/src/module-options';
import { eventually } from './eventually';
import { createTestDatabase, type TestDatabase } from './test-database';
import { testRedisUrl } from './test-redis';

/** The key that tokens of {@link bearer} are signed with, and that every test application trusts. */
export const TEST_JWT_SECRET = 'a test secret of at least thirty-two bytes';

/** The application on services of its own, answering in process; nothing listens until asked to. */
export interface TestApp {
  readonly app: NestFastifyApplication;
  readonly database: TestDatabase;
  /** Every log line written so far, parsed. */
  readonly log: readonly Record<string, unknown>[];
  close(): Promise<void>;
}

/**
 * The whole application on a database of its own and the test run's Redis, which it uses. `env` adds to or
 * replaces the settings; an empty string unsets one. Whoever names a Redis waits for its use with {@link usesRedis}.
 */
export async function startTestApp(env: Record<string, string> = {}): Promise<TestApp> {
  const database = await createTestDatabase();
  const log: Record<string, unknown>[] = [];
  const write = (line: string) => void log.push(JSON.parse(line) as Record<string, unknown>);
  const config = await testConfig(database, env);
  const app = await createApp(
    config,
    pino({ level: config.log.level, base: null, mixin: () => requestFields() }, { write }),
  );
  await app.getHttpAdapter().getInstance().ready();
  const test = { app, database, log, close: () => closeAll(app, database) };
  if (env.REDIS_URL === undefined && env.CACHE_ENABLED !== 'false') await usesRedis(test);
  return test;
}

/** Waits until the application uses its Redis, and serves what it has cached. */
export async function usesRedis({ app }: Pick<TestApp, 'app'>): Promise<void> {
  const expected = { redis: { state: 'connected' }, coherence: { trusted: true } };
  await eventually(() => expect(app.get(CacheService).stats()).toMatchObject(expected));
}

/** What a busy machine takes long for is neither refused nor given up. */
export const PATIENT_SETTINGS = {
  DB_LOCK_TIMEOUT: '200',
  DB_STATEMENT_TIMEOUT: '200',
  LOAD_SHED_AFTER_MS: '60000',
  REDIS_TIMEOUT_MS: '1000',
  REQUEST_TIMEOUT: '200',
};

async function testConfig(
  database: TestDatabase,
  env: Record<string, string>,
): Promise<SettledConfig> {
  const { config } = configOf(
    {
      NODE_ENV: 'test',
      DATABASE_URL: database.url,
      DATABASE_READ_URLS: database.replicaUrl,
      REDIS_URL: env.REDIS_URL ?? (await testRedisUrl()),
      AUTH_JWT_SECRET: TEST_JWT_SECRET,
      LOG_LEVEL: 'info',
      // Tests that count look-ups begin with an empty cache.
      CACHE_WARM_PROFILES: '0',
      ...PATIENT_SETTINGS,
      ...env,
    },
    '/nonexistent',
  );
  const { url } = config.database;
  if (!url) throw new Error('A test application needs DATABASE_URL');
  return { ...config, database: { ...config.database, url } };
}

async function closeAll(app: NestFastifyApplication, database: TestDatabase): Promise<void> {
  await app.close();
  await database.drop();
}

/** An Authorization header for `subject`. */
export async function bearer(
  subject: string,
  ...roles: Role[]
): Promise<{ authorization: string }> {
  const token = await new SignJWT({ roles: roles.length > 0 ? roles : ['user'] })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(subject)
    .setExpirationTime('1h')
    .sign(new TextEncoder().encode(TEST_JWT_SECRET));
  return { authorization: `Bearer ${token}` };
}
