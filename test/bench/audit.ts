import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { eventually } from '../support/eventually';
import type { Results } from './report';
import type { Strata } from './strata';
import type { SubjectId } from './subject';

/** The service writes its log in batches; the last is written soon after the last request. */
const FLUSH_TIMEOUT = { timeoutMs: 5_000, intervalMs: 500 };

/**
 * Makes sure that Strata did the work it is measured with: that it logged and counted every request,
 * and that the cache answered what it should answer, and was bypassed where it should be.
 * @throws Error that says what is missing.
 */
export async function auditStrata(strata: Strata, results: Results): Promise<void> {
  const hits = requestsOf('strata-cached', results);
  const bypasses = requestsOf('strata-uncached', results);
  await eventually(async () => {
    const logged = await loggedByCacheOutcome(strata.server.logFile);
    requireAtLeast('log lines of cache hits', logged.get('hit') ?? 0, hits);
    requireAtLeast('log lines of bypassed look-ups', logged.get('bypass') ?? 0, bypasses);
  }, FLUSH_TIMEOUT);
  requireAtLeast('requests in /metrics', await countedRequests(strata), hits + bypasses);
}

function requestsOf(id: SubjectId, results: Results): number {
  return (results.get(id) ?? []).reduce((total, { requests }) => total + requests, 0);
}

function requireAtLeast(what: string, found: number, wanted: number): void {
  if (found >= wanted) return;
  throw new Error(
    `Strata was not measured as it should be: ${String(found)} ${what}, not ${String(wanted)}`,
  );
}

/** How many request lines the log has for each outcome of the cache. */
async function loggedByCacheOutcome(logFile: string): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  for await (const line of createInterface({ input: createReadStream(logFile) })) {
    const outcome = /"cache":"(\w+)".*"msg":"request"/.exec(line)?.[1];
    if (outcome !== undefined) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  }
  return counts;
}

/** The answers with 200 of the user's route, as the service counted them. */
async function countedRequests({ origin }: Strata): Promise<number> {
  const text = await (await fetch(`${origin}/metrics`)).text();
  const count =
    /^http_server_request_duration_seconds_count\{(?=.*\/api\/users\/:id")(?=.*"GET")(?=.*"200").*\} (\d+)$/m;
  return Number(count.exec(text)?.[1] ?? 0);
}
