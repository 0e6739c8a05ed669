import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withClient } from './database-url';
import { testVariable } from './environment';
import { eventually } from './eventually';
import { ownPort } from './own-port';
import { findProgram } from './programs/find-program';

const SOURCE = {
  names: ['pgbouncer'],
  packages: ['pgbouncer'],
  path: 'usr/sbin/pgbouncer',
  versionArgs: ['--version'],
};

/** `nobody` on Debian and its kin: PgBouncer refuses to be root. */
const NOBODY = { name: 'nobody', uid: 65_534 };

/** A real PgBouncer in transaction mode before one database. */
export class PgBouncer {
  /** Of the database, through PgBouncer. */
  readonly url: string;
  readonly #process: ChildProcess;

  private constructor(url: string, child: ChildProcess) {
    this.url = url;
    this.#process = child;
  }

  /** @param sessions how many of the server's its clients share. */
  static async start(databaseUrl: string, sessions: number): Promise<PgBouncer> {
    const { command, env } = await findProgram(SOURCE);
    const folder = await mkdtemp(join(testVariable('TEST_RUN_DIR'), 'pgbouncer-'));
    const port = await ownPort();
    const file = join(folder, 'pgbouncer.ini');
    await writeFile(file, configuration(databaseUrl, { folder, port, sessions }));
    const child = spawn(command, [...(await unprivileged(folder)), file], {
      cwd: folder,
      env,
      stdio: 'ignore',
    });
    const url = new URL(databaseUrl);
    url.host = `127.0.0.1:${String(port)}`;
    const bouncer = new PgBouncer(url.toString(), child);
    await eventually(() => withClient(bouncer.url, (client) => client.query('SELECT 1')));
    return bouncer;
  }

  async stop(): Promise<void> {
    if (this.#process.exitCode !== null) return;
    this.#process.kill('SIGTERM');
    await once(this.#process, 'exit');
  }
}

/** What makes it another user than root, who can write its process id into `folder`. */
async function unprivileged(folder: string): Promise<string[]> {
  if (process.getuid?.() !== 0) return [];
  await chown(folder, NOBODY.uid, NOBODY.uid);
  return ['-u', NOBODY.name];
}

interface Place {
  readonly folder: string;
  readonly port: number;
  readonly sessions: number;
}

/** Whoever connects is let in: it listens to this machine alone, for the time of a test. */
function configuration(databaseUrl: string, { folder, port, sessions }: Place): string {
  const { hostname, port: serverPort, username, password, pathname } = new URL(databaseUrl);
  const credentials = `user=${decodeURIComponent(username)} password=${decodeURIComponent(password)}`;
  return `
[databases]
${pathname.slice(1)} = host=${hostname} port=${serverPort} ${credentials}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${String(port)}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = ${String(sessions)}
pidfile = ${folder}/pgbouncer.pid
`;
}
