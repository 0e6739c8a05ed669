import { once } from 'node:events';
import { createConnection, createServer, type Server, type Socket } from 'node:net';

/**
 * A TCP proxy that can let open connections go dead without closing them, while new ones work: what a
 * firewall does to connections that were idle for too long. Or the other way round: what a server does
 * that is too busy to greet another client.
 */
export class StallingProxy {
  readonly url: string;
  readonly #server: Server;
  readonly #sockets: Socket[] = [];
  #greets = true;

  private constructor(server: Server, target: URL) {
    this.#server = server;
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no TCP address');
    const url = new URL(target);
    url.host = `127.0.0.1:${address.port}`;
    this.url = url.toString();
    server.on('connection', (client) => this.#relay(client, target));
  }

  static async start(targetUrl: string): Promise<StallingProxy> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new StallingProxy(server, new URL(targetUrl));
  }

  /** Nothing comes through connections that are open now, for ever. */
  stallOpenConnections(): void {
    for (const socket of this.#sockets.splice(0)) {
      socket.removeAllListeners('data');
      socket.pause();
    }
  }

  /** New connections are accepted, and hear nothing. */
  greetNoMore(): void {
    this.#greets = false;
  }

  async close(): Promise<void> {
    this.#server.close();
    for (const socket of this.#all) socket.destroy();
    await once(this.#server, 'close');
  }

  readonly #all = new Set<Socket>();

  #relay(client: Socket, { hostname, port }: URL): void {
    this.#all.add(client);
    if (!this.#greets) return;
    const upstream = createConnection({ host: hostname, port: Number(port) });
    for (const [from, to] of [[client, upstream] as const, [upstream, client] as const]) {
      this.#sockets.push(from);
      this.#all.add(from);
      from.on('data', (chunk) => to.write(chunk));
      from.on('error', () => to.destroy());
      from.on('close', () => to.destroy());
    }
  }
}
