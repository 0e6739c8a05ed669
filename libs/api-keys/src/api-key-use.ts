import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { ApiKeyRepository } from './api-key.repository';

/** How often uses are written, and the least time between two records of a key. */
const RECORD_SECONDS = 60;

/** Keys remembered between two writes; the use of one more is not recorded this time. */
const MAX_KEYS = 10_000;

/** Remembers when keys were used, and writes it once a minute and at the end: never while somebody waits. */
@Injectable()
export class ApiKeyUse implements OnModuleInit, OnApplicationShutdown {
  #usedAtMs = new Map<string, number>();
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly repository: ApiKeyRepository) {}

  onModuleInit(): void {
    // While the database is away the uses wait for the next minute.
    const write = () => void this.#write(RECORD_SECONDS).catch(() => undefined);
    this.#timer = setInterval(write, RECORD_SECONDS * 1000).unref();
  }

  /** The requests have been answered by then. */
  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.#timer);
    // When keys were used last is not worth a failed shutdown.
    await this.#write(0).catch(() => undefined);
  }

  /** A key has been used now. */
  note(id: string): void {
    if (this.#usedAtMs.size < MAX_KEYS || this.#usedAtMs.has(id)) {
      this.#usedAtMs.set(id, Date.now());
    }
  }

  async #write(minAgeSeconds: number): Promise<void> {
    const taken = this.#usedAtMs;
    if (taken.size === 0) return;
    this.#usedAtMs = new Map();
    const uses = [...taken].map(([id, atMs]) => ({ id, usedAt: new Date(atMs) }));
    try {
      await this.repository.recordUses(uses, minAgeSeconds);
    } catch (error) {
      this.#usedAtMs = new Map([...taken, ...this.#usedAtMs]);
      throw error;
    }
  }
}
