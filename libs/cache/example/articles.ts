import { Injectable } from '@nestjs/common';
import { Cached, cacheKey, CacheService, InvalidatesCache } from '../src';

/** What the example caches: plain data, which callers share and cannot change. */
export interface Article {
  readonly id: string;
  readonly title: string;
}

/** Stands for a database; counts how often it is asked. */
@Injectable()
export class ArticleStore {
  reads = 0;
  readonly #titles = new Map([['1', 'First']]);

  async find(id: string): Promise<Article | null> {
    this.reads += 1;
    const title = this.#titles.get(id);
    return Promise.resolve(title === undefined ? null : { id, title });
  }

  async rename(id: string, title: string): Promise<void> {
    this.#titles.set(id, title);
    return Promise.resolve();
  }
}

const keyOf = (id: string): string => cacheKey('articles', id);
const tagOf = (id: string): string => `article:${id}`;

@Injectable()
export class Articles {
  constructor(
    private readonly cache: CacheService,
    private readonly store: ArticleStore,
  ) {}

  /** An absent article is remembered too, but not for long. */
  @Cached({
    key: keyOf,
    ttlSeconds: 3_600,
    absenceTtlSeconds: 30,
    tags: (_found: unknown, id: string) => [tagOf(id)],
  })
  async find(id: string): Promise<Article | null> {
    return this.store.find(id);
  }

  /** The tag reaches the article, what is derived from it, and the HTTP answers that show it. */
  @InvalidatesCache({ tags: (id: string, _title: string) => tagOf(id) })
  async rename(id: string, title: string): Promise<void> {
    await this.store.rename(id, title);
  }

  /** Without a decorator; kept for as long as the article itself may be. */
  async words(id: string): Promise<number> {
    return this.cache.getOrSet(
      cacheKey('article-words', id),
      async () => (await this.find(id))?.title.split(' ').length ?? 0,
      { ttlSeconds: 3_600, tags: [tagOf(id)] },
    );
  }
}
