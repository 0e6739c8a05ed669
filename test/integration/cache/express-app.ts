import {
  Controller,
  Get,
  Inject,
  Injectable,
  Module,
  Param,
  Put,
  Query,
  Req,
} from '@nestjs/common';
import {
  CACHE_MANAGER,
  Cached,
  cacheKey,
  CacheInsight,
  CacheModule,
  CacheService,
  HttpCache,
  InvalidatesCache,
} from '@strata/cache';
import type { Cache } from 'cache-manager';

interface Asking {
  readonly headers: Readonly<Record<string, string | undefined>>;
}

@Injectable()
class Names {
  readonly #names = new Map<string, string>();

  @Cached({ key: (id: string) => cacheKey('names', id), tags: (_name, id: string) => [`n:${id}`] })
  async find(id: string): Promise<string> {
    return Promise.resolve(this.#names.get(id) ?? 'Ada');
  }

  @InvalidatesCache({ tags: (id: string, _name: string) => `n:${id}` })
  async rename(id: string, name: string): Promise<void> {
    this.#names.set(id, name);
    return Promise.resolve();
  }
}

@Controller()
class NamesController {
  #calls = 0;

  constructor(
    @Inject(Names) private readonly names: Names,
    @Inject(CacheService) private readonly cache: CacheService,
    @Inject(CacheInsight) private readonly insight: CacheInsight,
    @Inject(CACHE_MANAGER) private readonly manager: Cache,
  ) {}

  @Get('names/:id')
  @HttpCache({ scope: 'public', ttlSeconds: 60, tags: ({ params }) => [`n:${params.id}`] })
  async find(@Param('id') id: string) {
    return { name: await this.names.find(id) };
  }

  @Put('names/:id/:name')
  async rename(@Param('id') id: string, @Param('name') name: string) {
    await this.names.rename(id, name);
  }

  @Get('mine')
  @HttpCache({ scope: 'user', query: ['page'], vary: ['Accept-Language'] })
  mine(@Req() { headers }: Asking, @Query('page') page?: string) {
    return { user: headers['x-user'], language: headers['accept-language'], page };
  }

  @Get('undeclared')
  undeclared() {
    return { calls: ++this.#calls };
  }

  @Get('long')
  @HttpCache({ scope: 'public' })
  long() {
    return { text: 'A long answer. '.repeat(200) };
  }

  @Get('figures/:id')
  async figures(@Param('id') id: string) {
    const key = cacheKey('names', id);
    await this.manager.set('seen', { times: 1 });
    return {
      hits: this.cache.stats().namespaces.http?.hits,
      inspected: await this.insight.inspect(key),
      counted: await this.insight.count({ keys: [key] }),
      seen: await this.manager.get('seen'),
    };
  }
}

/** A plain application, with nothing of ours but the cache. */
@Module({
  imports: [
    CacheModule.forRoot({ http: { callerId: (request) => (request as Asking).headers['x-user'] } }),
  ],
  controllers: [NamesController],
  providers: [Names],
})
export class CacheAloneModule {}
