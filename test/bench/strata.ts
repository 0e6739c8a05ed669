import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { SignJWT } from 'jose';
import { freePort } from '@strata/embedded-postgres';
import type { Backends } from './backends';
import { outputOf } from './command';
import { API_ENTRY, MIGRATE_ENTRY } from './paths';
import type { Plan } from './plan';
import type { Processors } from './processors';
import { ServerProcess } from './server-process';

/** The service as it runs in production, with one user in it. */
export interface Strata {
  readonly server: ServerProcess;
  readonly origin: string;
  /** Address of the user. */
  readonly userUrl: string;
  /** Header with the user's own token. */
  readonly authorization: string;
}

const USER = {
  id: '5971333382399',
  email: 'ada.lovelace@example.com',
  display_name: 'Ada Lovelace',
  locale: 'en-GB',
  time_zone: 'Europe/London',
};
const SECRET_BYTES = 32;
const MIGRATE_TIMEOUT_MS = 60_000;

/**
 * Migrates the database, starts the built service with `NODE_ENV=production` and creates the user.
 * @param settings of the service, beside those
 */
export async function startStrata(
  folder: string,
  backends: Backends,
  processors: Processors,
  plan: Plan,
  signal: AbortSignal,
  settings: Readonly<Record<string, string>> = {},
): Promise<Strata> {
  const secret = randomBytes(SECRET_BYTES).toString('hex');
  const port = await freePort();
  const env = {
    PATH: process.env.PATH,
    NODE_ENV: 'production',
    HOST: '127.0.0.1',
    PORT: String(port),
    DATABASE_URL: backends.databaseUrl,
    REDIS_URL: backends.redisUrl,
    AUTH_JWT_SECRET: secret,
    ...settings,
  };
  const migrate = [process.execPath, MIGRATE_ENTRY, 'up'] as const;
  await outputOf(migrate, { timeoutMs: MIGRATE_TIMEOUT_MS, cwd: folder, env, signal });
  const origin = `http://127.0.0.1:${String(port)}`;
  const server = await ServerProcess.start({
    name: 'Strata',
    command: processors.onServerCore([process.execPath, ...profileFlags(plan), API_ENTRY]),
    env,
    folder: join(folder, 'strata'),
    isReady: () => answersOk(`${origin}/health/ready`),
    signal,
  });
  const authorization = `Bearer ${await tokenOf(USER.id, secret)}`;
  await createUser(`${origin}/api/users`, authorization, signal);
  return { server, origin, userUrl: `${origin}/api/users/${USER.id}`, authorization };
}

/** True when `url` answers with success; false also while nobody listens there. */
export async function answersOk(url: string): Promise<boolean> {
  try {
    const response = await fetch(url);
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}

function profileFlags(plan: Plan): string[] {
  return plan.profileDir === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${plan.profileDir}`];
}

function tokenOf(subject: string, secret: string): Promise<string> {
  return new SignJWT({ roles: ['user'] })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(subject)
    .setExpirationTime('1h')
    .sign(new TextEncoder().encode(secret));
}

async function createUser(url: string, authorization: string, signal: AbortSignal): Promise<void> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json' },
    body: JSON.stringify(USER),
    signal,
  });
  if (!response.ok) throw new Error(`The user could not be created: ${await response.text()}`);
}
