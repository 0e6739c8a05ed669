import { Client, type ClientConfig } from 'pg';
import { connectionTarget } from '../pool/connection-config';
import { takeSample, type SampleRow, type ServerSample } from './server-sample';

const CONNECT_TIMEOUT_MS = 5000;

/**
 * Of several servers the one that takes writes, in the newest timeline; the first one when none does, or
 * when there is no other. For what connects by itself, such as migrations.
 */
export async function findPrimaryUrl(
  urls: readonly [string, ...string[]],
  ssl?: ClientConfig['ssl'],
): Promise<string> {
  if (urls.length === 1) return urls[0];
  const answers = await Promise.allSettled(urls.map((url) => sampleOf(url, ssl)));
  let found: { url: string; timeline: number } | undefined;
  for (const [index, answer] of answers.entries()) {
    const url = urls[index];
    if (url === undefined || answer.status === 'rejected' || !answer.value.writable) continue;
    const { timeline } = answer.value.position;
    if (found === undefined || timeline > found.timeline) found = { url, timeline };
  }
  return found?.url ?? urls[0];
}

async function sampleOf(url: string, ssl: ClientConfig['ssl']): Promise<ServerSample> {
  const client = new Client({
    ...connectionTarget(url, ssl),
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    query_timeout: CONNECT_TIMEOUT_MS,
  });
  // The question fails as well; without a listener the process would end.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await takeSample((sql) => client.query<SampleRow>(sql));
  } finally {
    client.connection.stream.destroy();
  }
}
