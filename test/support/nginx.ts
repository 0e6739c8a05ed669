import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { testVariable } from './environment';
import { eventually } from './eventually';
import { ownPort } from './own-port';
import { findProgram } from './programs/find-program';

const SOURCE = {
  names: ['nginx'],
  packages: ['nginx'],
  path: 'usr/sbin/nginx',
  versionArgs: ['-v'],
};

/** A real nginx that hands requests to whichever of its upstream servers it was last told of. */
export class Nginx {
  readonly url: string;
  readonly #folder: string;
  readonly #port: number;
  #process: ChildProcess | undefined;

  private constructor(folder: string, port: number) {
    this.#folder = folder;
    this.#port = port;
    this.url = `http://127.0.0.1:${String(port)}`;
  }

  static async start(upstreamPorts: readonly number[]): Promise<Nginx> {
    const { command, env } = await findProgram(SOURCE);
    const folder = await mkdtemp(join(testVariable('TEST_RUN_DIR'), 'nginx-'));
    const nginx = new Nginx(folder, await ownPort());
    await nginx.#write(upstreamPorts);
    const args = ['-e', 'stderr', '-p', folder, '-c', join(folder, 'nginx.conf')];
    nginx.#process = spawn(command, args, { env, stdio: 'ignore' });
    await eventually(() => fetch(nginx.url));
    return nginx;
  }

  /** From now on new requests go to these ports; those under way end where they are. */
  async route(upstreamPorts: readonly number[]): Promise<void> {
    await this.#write(upstreamPorts);
    this.#process?.kill('SIGHUP');
  }

  async stop(): Promise<void> {
    const child = this.#process;
    if (child?.exitCode !== null) return;
    child.kill('SIGTERM');
    await once(child, 'exit');
  }

  async #write(upstreamPorts: readonly number[]): Promise<void> {
    const text = configuration(this.#folder, this.#port, upstreamPorts);
    await writeFile(join(this.#folder, 'nginx.conf'), text);
  }
}

/** Requests that carry an Idempotency-Key, and they alone of those that write, may be sent to a second server. */
function configuration(folder: string, port: number, upstreamPorts: readonly number[]): string {
  const servers = upstreamPorts.map((upstream) => `server 127.0.0.1:${String(upstream)};`);
  const user = process.getuid?.() === 0 ? 'user root;' : '';
  const repeatable = 'error timeout http_503';
  const headers = 'proxy_set_header Connection ""; proxy_set_header Host $http_host;';
  const forward = `proxy_pass http://service; proxy_http_version 1.1; ${headers}`;
  return `
    ${user} daemon off; worker_processes 1; pid ${folder}/nginx.pid;
    events { worker_connections 1024; }
    http {
      access_log off;
      client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy;
      fastcgi_temp_path ${folder}/fastcgi; uwsgi_temp_path ${folder}/uwsgi; scgi_temp_path ${folder}/scgi;
      upstream service { ${servers.join(' ')} keepalive 16; }
      server {
        listen 127.0.0.1:${String(port)};
        location / {
          error_page 418 = @repeatable;
          if ($http_idempotency_key) { return 418; }
          ${forward} proxy_next_upstream ${repeatable};
        }
        location @repeatable { ${forward} proxy_next_upstream ${repeatable} non_idempotent; }
      }
    }`;
}
