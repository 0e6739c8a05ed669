import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { FaultMode } from './fault-mode';

const NONSENSE = 0xff;

/** One client's connection through a fault proxy. */
export class ProxiedConnection {
  readonly #client: Socket;
  readonly #upstream: Socket;
  readonly #closed = new AbortController();
  #mode: FaultMode;

  constructor(client: Socket, upstream: Socket, mode: FaultMode) {
    this.#client = client;
    this.#upstream = upstream;
    this.#mode = mode;
    client.once('close', () => this.#closed.abort());
    this.#relay(client, upstream, (chunk) => chunk);
    this.#relay(upstream, client, (chunk) => this.#answer(chunk));
    this.setMode(mode);
  }

  /** Calls `listener` once, when the client's side is closed. */
  onceClosed(listener: () => void): void {
    this.#client.once('close', listener);
  }

  /** Applies to what has not passed yet. */
  setMode(mode: FaultMode): void {
    this.#mode = mode;
    for (const socket of [this.#client, this.#upstream])
      if (mode.kind === 'freeze') socket.pause();
      else socket.resume();
  }

  /** Nothing more goes to the client; what it sends still passes. */
  closeHalf(): void {
    this.#client.end();
  }

  /** Resets the client's side and drops the server's. */
  cut(): void {
    this.#client.resetAndDestroy();
    this.#upstream.destroy();
  }

  #answer(chunk: Buffer): Buffer {
    return this.#mode.kind === 'garbage' ? Buffer.alloc(chunk.length, NONSENSE) : chunk;
  }

  /** Chunks are delivered in order, each no sooner than the delay after its arrival. */
  #relay(from: Socket, to: Socket, change: (chunk: Buffer) => Buffer): void {
    let delivered = Promise.resolve();
    const deliver = async (chunk: Buffer, dueAt: number) => {
      await this.#until(dueAt);
      if (to.writable) to.write(change(chunk));
    };
    from.on('data', (chunk: Buffer) => {
      const dueAt = this.#mode.kind === 'delay' ? Date.now() + this.#mode.ms : 0;
      delivered = delivered.then(() => deliver(chunk, dueAt));
    });
    from.once('end', () => void delivered.then(() => to.end()));
    from.once('error', () => this.cut());
  }

  /** Waits no longer than the connection lives. */
  async #until(dueAt: number): Promise<void> {
    const { signal } = this.#closed;
    if (signal.aborted || dueAt <= Date.now()) return;
    await delay(dueAt - Date.now(), undefined, { signal }).catch(() => undefined);
  }
}
