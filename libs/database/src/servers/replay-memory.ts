import type { PooledClient } from '../pool/pooled-client';
import { takeSample, type SampleRow, type ServerSample } from './server-sample';
import { covers, type WalPosition } from './wal-position';

/**
 * What one replica is known to have replayed. A server that crashed may open again with less than it
 * had shown, and an address may lead to several servers: what was sampled elsewhere counts for a
 * connection only when that was open before, and leads to the same server.
 */
export class ReplayMemory {
  readonly #byClient = new WeakMap<PooledClient, ServerSample>();
  #latest: ServerSample | undefined;

  note(sample: ServerSample): void {
    if (this.#latest === undefined || sample.askedAt >= this.#latest.askedAt) this.#latest = sample;
  }

  /** Whether the server had all of `positions` when it was last asked. */
  has(positions: readonly WalPosition[]): boolean {
    return this.#latest !== undefined && coversAll(this.#latest, positions);
  }

  /** Whether asking is worth it: log of another timeline is not what is waited for. */
  mayHave(positions: readonly WalPosition[]): boolean {
    const timeline = this.#latest?.position.timeline;
    return positions.every((position) => position.timeline === timeline);
  }

  /** Whether a read on this connection sees all of `positions`; asks the server when that is not known. */
  async confirm(client: PooledClient, positions: readonly WalPosition[]): Promise<boolean> {
    return this.#known(client, positions) || coversAll(await this.ask(client), positions);
  }

  /** Samples the server on this connection. */
  async ask(client: PooledClient): Promise<ServerSample> {
    const sample = await takeSample((sql) => client.query<Promise<{ rows: SampleRow[] }>>(sql));
    this.#byClient.set(client, sample);
    this.note(sample);
    return sample;
  }

  #known(client: PooledClient, positions: readonly WalPosition[]): boolean {
    const own = this.#byClient.get(client);
    if (own === undefined) return false;
    if (coversAll(own, positions)) return true;
    const latest = this.#latest;
    if (latest?.startedAt !== own.startedAt || latest.askedAt < own.answeredAt) return false;
    return coversAll(latest, positions);
  }
}

function coversAll({ position }: ServerSample, positions: readonly WalPosition[]): boolean {
  return positions.every((wanted) => covers(position, wanted));
}
