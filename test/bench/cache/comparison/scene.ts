import { createClient } from 'redis';
import { Cleanup } from '../../cleanup';
import { FaultProxy } from '../../../support/fault-proxy/fault-proxy';
import { RedisServer } from '../../../support/redis/redis-server';
import type { Server, SubjectName } from './subject';
import { WorkerProcess } from './worker-process';

/** What one cell of the table works with: a Redis of its own and processes with one kind of cache. */
export class Scene {
  readonly redis: RedisServer;
  readonly quick: boolean;
  readonly subject: SubjectName;
  readonly #cleanup = new Cleanup();

  private constructor(redis: RedisServer, subject: SubjectName, quick: boolean) {
    this.redis = redis;
    this.quick = quick;
    this.subject = subject;
    this.#cleanup.add(() => redis.kill());
  }

  static async start(subject: SubjectName, quick: boolean): Promise<Scene> {
    return new Scene(await RedisServer.start(), subject, quick);
  }

  /** `full`, or less in a quick run. */
  sized(full: number, quick: number): number {
    return this.quick ? quick : full;
  }

  /** Starts a process and waits until its cache is open. */
  async open(port = this.redis.port): Promise<WorkerProcess> {
    const worker = this.begin(port);
    await worker.opened();
    return worker;
  }

  /** Starts a process. */
  begin(port: number): WorkerProcess {
    const worker = new WorkerProcess(this.subject, this.server(port));
    this.#cleanup.add(() => worker.stop());
    return worker;
  }

  server(port = this.redis.port): Server {
    return { host: '127.0.0.1', port, url: `redis://127.0.0.1:${port}` };
  }

  async openMany(count: number): Promise<WorkerProcess[]> {
    return Promise.all(Array.from({ length: count }, () => this.open()));
  }

  /** A proxy before this scene's Redis. */
  async proxy(): Promise<FaultProxy> {
    const proxy = await FaultProxy.start(this.redis.url);
    this.#cleanup.add(() => proxy.close());
    return proxy;
  }

  /** What Redis answers to a command, its words parted by blanks; for looking only. */
  async command(text: string): Promise<unknown> {
    const client = createClient({ url: this.redis.url });
    await client.connect();
    try {
      return await client.sendCommand(text.split(' '));
    } finally {
      client.destroy();
    }
  }

  /** The longest that Redis was busy with one command since its slow log was reset. */
  async slowestCommandMs(): Promise<number> {
    const entries = (await this.command('SLOWLOG GET 1000')) as [number, number, number][];
    return Math.max(0, ...entries.map(([, , microseconds]) => microseconds / 1_000));
  }

  async close(): Promise<void> {
    await this.#cleanup.run();
  }
}
