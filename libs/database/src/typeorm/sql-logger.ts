import { Logger as NestLogger } from '@nestjs/common';
import type { Logger } from 'typeorm';

/** TypeORM's log in Nest's. Statements only with `echo`, and never with parameters: those are people's data. */
export class SqlLogger implements Logger {
  readonly #log = new NestLogger('Database');
  readonly #echo: boolean;

  constructor(echo: boolean) {
    this.#echo = echo;
  }

  logQuery(query: string): void {
    if (this.#echo) this.#log.log(query);
  }

  /** The error itself reaches the caller. */
  logQueryError(_error: string | Error, query: string): void {
    if (this.#echo) this.#log.log(`Failed: ${query}`);
  }

  logQuerySlow(timeMs: number, query: string): void {
    this.#log.warn(`Slow (${timeMs} ms): ${query}`);
  }

  logSchemaBuild(message: string): void {
    this.#log.debug(message);
  }

  logMigration(message: string): void {
    this.#log.debug(message);
  }

  log(level: 'log' | 'info' | 'warn', message: unknown): void {
    if (level === 'warn') this.#log.warn(message);
    else this.#log.debug(message);
  }
}
