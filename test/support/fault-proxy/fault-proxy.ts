import { once } from 'node:events';
import { createConnection, createServer, type Server, type Socket } from 'node:net';
import { ownPort } from '../own-port';
import type { FaultMode } from './fault-mode';
import { ProxiedConnection } from './proxied-connection';

const PASS: FaultMode = { kind: 'pass' };

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no TCP address');
  return address.port;
}

/** A TCP proxy on 127.0.0.1 in front of a real PostgreSQL or Redis, whose faults a test chooses. */
export class FaultProxy {
  /** The target's URL with the proxy's address. */
  readonly url: string;
  readonly port: number;
  readonly #server: Server;
  readonly #target: { readonly host: string; readonly port: number };
  readonly #connections = new Set<ProxiedConnection>();
  #mode = PASS;

  private constructor(server: Server, target: URL) {
    this.#server = server;
    this.#target = { host: target.hostname, port: Number(target.port) };
    this.port = portOf(server);
    const url = new URL(target);
    url.hostname = '127.0.0.1';
    url.port = String(this.port);
    this.url = url.toString();
    server.on('connection', (client) => this.#accept(client));
  }

  /** Listens on a port of its own; `targetUrl` names host and port, e.g. `postgres://127.0.0.1:5432/app`. */
  static async start(targetUrl: string): Promise<FaultProxy> {
    const server = createServer({ allowHalfOpen: true }).listen(await ownPort(), '127.0.0.1');
    await once(server, 'listening');
    return new FaultProxy(server, new URL(targetUrl));
  }

  /** Number of connections that are open. */
  get connectionCount(): number {
    return this.#connections.size;
  }

  /** Forwards everything again. */
  async pass(): Promise<void> {
    await this.#setMode(PASS);
  }

  /** The server seems to be down. */
  async refuse(): Promise<void> {
    await this.#setMode({ kind: 'refuse' });
  }

  /** The server seems to hang. */
  async freeze(): Promise<void> {
    await this.#setMode({ kind: 'freeze' });
  }

  /** The server seems to be far away. */
  async delay(ms: number): Promise<void> {
    await this.#setMode({ kind: 'delay', ms });
  }

  /** The server seems to have lost its mind. */
  async garbage(): Promise<void> {
    await this.#setMode({ kind: 'garbage' });
  }

  /** Ends every open connection once in the direction of the client, as a server that closes its half does. */
  closeHalf(): void {
    for (const connection of this.#connections) connection.closeHalf();
  }

  /** Resets every open connection once; new ones are treated as before. */
  cut(): void {
    for (const connection of this.#connections) connection.cut();
  }

  /** Cuts everything and gives the port free. */
  async close(): Promise<void> {
    await this.refuse();
  }

  async #setMode(mode: FaultMode): Promise<void> {
    this.#mode = mode;
    for (const connection of this.#connections) connection.setMode(mode);
    if (mode.kind === 'refuse') await this.#stopListening();
    else if (!this.#server.listening) await this.#listenAgain();
  }

  async #stopListening(): Promise<void> {
    if (!this.#server.listening) return;
    this.#server.close();
    this.cut();
    await once(this.#server, 'close');
  }

  async #listenAgain(): Promise<void> {
    this.#server.listen(this.port, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  #accept(client: Socket): void {
    const connection = new ProxiedConnection(client, createConnection(this.#target), this.#mode);
    this.#connections.add(connection);
    connection.onceClosed(() => this.#connections.delete(connection));
  }
}
