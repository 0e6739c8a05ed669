import { setTimeout as delay } from 'node:timers/promises';
import { EmbeddedPostgresError } from './embedded-postgres-error';
import { freePort } from './free-port';
import { stopLeftoverServer } from './leftover-server';
import type { Timeouts } from './options';
import { ServerProcess, type ServerRun } from './server-process';

const RETRY_DELAY_MS = 200;
const MAX_LOG_LINES = 15;

/** A server that accepts connections. */
export interface Launched {
  readonly server: ServerProcess;
  readonly port: number;
}

/** What a failed start's log says of the reason (the server logs in English, whatever the user's language). */
export type FailureReason = 'port taken' | 'data still in use' | 'other';

/** Reads the reason for a failed start from its log. */
export function failureReason(log: string): FailureReason {
  if (/could not bind .*address/i.test(log)) return 'port taken';
  if (/lock file "postmaster\.pid" already exists|pre-existing shared memory block/.test(log))
    return 'data still in use';
  return 'other';
}

function failed(log: string): EmbeddedPostgresError {
  const lines = log.split('\n').slice(-MAX_LOG_LINES).join('\n');
  return new EmbeddedPostgresError(
    'EMBEDDED_START_FAILED',
    `The embedded PostgreSQL did not start. Its log ends with:\n${lines}`,
  );
}

function portInUse(port: number): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'EMBEDDED_PORT_IN_USE',
    `Port ${port} of 127.0.0.1 is taken. Choose another port, or leave it out to get a free one.`,
  );
}

/** One attempt: the server when it is ready, else its log; nothing of it is left running then. */
async function attempt(
  run: ServerRun,
  readyTimeoutMs: number,
  stopTimeoutMs: number,
): Promise<ServerProcess | string> {
  const server = await ServerProcess.spawn(run);
  try {
    if (await server.waitUntilReady(readyTimeoutMs)) return server;
  } catch (error) {
    await server.stop(stopTimeoutMs);
    throw error;
  }
  await server.stop(stopTimeoutMs);
  return server.log();
}

/**
 * Starts a server and waits until it accepts connections. A port taken meanwhile is replaced by another unless
 * it was asked for; sessions of a killed server that still end are waited for.
 * Throws EMBEDDED_START_FAILED, EMBEDDED_PORT_IN_USE.
 */
export async function launch(
  run: Omit<ServerRun, 'port'>,
  wantedPort: number | undefined,
  timeouts: Timeouts,
): Promise<Launched> {
  const end = Date.now() + timeouts.startTimeoutMs;
  for (;;) {
    await stopLeftoverServer(run.cluster, timeouts.stopTimeoutMs);
    const port = wantedPort ?? (await freePort());
    const outcome = await attempt({ ...run, port }, end - Date.now(), timeouts.stopTimeoutMs);
    if (outcome instanceof ServerProcess) return { server: outcome, port };
    const reason = failureReason(outcome);
    if (reason === 'port taken' && wantedPort !== undefined) throw portInUse(wantedPort);
    if (reason === 'other' || Date.now() >= end) throw failed(outcome);
    await delay(RETRY_DELAY_MS);
  }
}
