import { LogSession } from '../../../libs/cache/src/coherence/log/log-session';
import { deferred } from '../../../libs/cache/src/internal/deferred';
import { Connection } from './connection';
import { Link } from './link';
import type { Shared } from './shared';

/** What a session does; both reject when it is of no use any more. */
interface Work {
  readonly attach: (session: LogSession) => Promise<void>;
  readonly follow: (session: LogSession) => Promise<void>;
}

/** The sessions by which one process follows the log, two at a time, for ever. */
export class Following {
  readonly link = new Link();
  readonly #shared: Shared;
  readonly #work: Work;
  #session: LogSession | undefined;
  #attached = deferred<void>();

  constructor(shared: Shared, work: Work) {
    this.#shared = shared;
    this.#work = work;
  }

  start(): void {
    void this.#repeat((session) => (this.#session = session));
    // As a doubted connection that a fresh one is to replace: nobody ends it from outside.
    void this.#repeat(() => undefined);
  }

  /** Resolves when the next session has caught up. */
  get attached(): Promise<void> {
    return this.#attached.promise;
  }

  /** A fresh session takes the place of the present one. */
  end(): void {
    this.#session?.end();
  }

  async #repeat(note: (session: LogSession) => void): Promise<never> {
    for (;;) {
      const ended = deferred<void>();
      const { client } = new Connection(this.#shared, this.link);
      const session = new LogSession(client, this.#shared.clock, ended.resolve);
      note(session);
      void this.#use(session);
      // What an ended session still delivers may come while the next one reads.
      await ended.promise;
      await this.#shared.gate.step();
    }
  }

  async #use(session: LogSession): Promise<void> {
    try {
      await this.#work.attach(session);
      this.#attached.resolve();
      this.#attached = deferred();
      await this.#work.follow(session);
    } catch {
      // The next one follows.
    } finally {
      session.end();
    }
  }
}
