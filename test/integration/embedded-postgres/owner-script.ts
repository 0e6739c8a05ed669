import { Client } from 'pg';
import { EmbeddedPostgresError, startEmbeddedPostgres } from '@strata/embedded-postgres';
import type { OwnerMessage, OwnerTask } from './owner-messages';

function say(message: OwnerMessage): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}

/** Everything is loaded by now, so that the checkout need not be readable for this user. */
function becomeUser(id: number): void {
  process.setgroups?.([id]);
  process.setgid?.(id);
  process.setuid?.(id);
}

async function writeForEver(client: Client): Promise<never> {
  await client.query('CREATE TABLE acknowledged (id integer PRIMARY KEY)');
  for (let id = 1; ; id += 1) {
    await client.query('INSERT INTO acknowledged VALUES ($1)', [id]);
    say({ kind: 'acknowledged', id });
  }
}

/** Starts a server as its owner, says so, and stops it on a signal, after a last query. */
async function own(task: OwnerTask): Promise<void> {
  if (task.user !== undefined) becomeUser(task.user);
  const server = await startEmbeddedPostgres(task.options);
  const { connectionString, dataDir, firstStart } = server;
  const client = new Client({ connectionString });
  await client.connect();
  const stop = async () => {
    await client.query('SELECT 1');
    await client.end();
    await server.stop();
    say({ kind: 'stopped' });
    process.exit();
  };
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void stop());
  say({ kind: 'ready', connectionString, dataDir, firstStart });
  if (task.leave) process.exit();
  if (task.write) await writeForEver(client);
}

// The test that started this process has ended.
process.stdin.resume().once('end', () => process.exit(1));
own(JSON.parse(process.argv[2] ?? '{}') as OwnerTask).catch((error: unknown) => {
  const code = error instanceof EmbeddedPostgresError ? error.code : 'UNEXPECTED';
  say({ kind: 'refused', code, message: String(error) });
  process.exit(1);
});
