import { AsyncLocalStorage } from 'node:async_hooks';
import type { INestApplicationContext } from '@nestjs/common';
import { DataSource, type Logger } from 'typeorm';

/** Counts the statements that TypeORM sends, apart for each piece of work, however many run at a time. */
export class QueryCount {
  readonly #current = new AsyncLocalStorage<{ statements: string[] }>();

  constructor(app: INestApplicationContext) {
    const dataSource = app.get(DataSource);
    dataSource.logger = this.#listeningTo(dataSource.logger);
  }

  /** The statements that `work` sends, START TRANSACTION included; COMMIT goes past TypeORM. */
  async of(work: () => Promise<unknown>): Promise<readonly string[]> {
    const count = { statements: new Array<string>() };
    await this.#current.run(count, work);
    return count.statements;
  }

  #listeningTo(logger: Logger): Logger {
    const logQuery = (...call: Parameters<Logger['logQuery']>) => {
      this.#current.getStore()?.statements.push(call[0]);
      logger.logQuery(...call);
    };
    return new Proxy(logger, {
      get: (target, name): unknown => {
        if (name === 'logQuery') return logQuery;
        const value: unknown = Reflect.get(target, name);
        // Private members are reached on the logger itself, not on its proxy.
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      },
    });
  }
}
