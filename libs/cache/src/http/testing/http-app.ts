import type { Type } from '@nestjs/common';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { CacheModule } from '../../cache.module';
import type { CacheOptions } from '../../cache.options';
import { attachEarlyAnswers, EarlyAnswers } from '../early-answers';

/** The user and the tenant that a request names, by headers that stand for a token. */
interface NamedRequest {
  readonly headers: Readonly<Record<string, string | undefined>>;
}

/** How the application answers. */
interface Setup {
  readonly cache?: CacheOptions;
  /** Whether hits are answered before Nest runs. Default: yes. */
  readonly early?: boolean;
}

/** An application with this library and nothing else of the product. */
export async function startHttpApp(
  controller: Type,
  { cache, early = true }: Setup = {},
): Promise<NestFastifyApplication> {
  const http = {
    callerId: (request: unknown) => (request as NamedRequest).headers['x-user'],
    tenantId: (request: unknown) => (request as NamedRequest).headers['x-tenant'],
    cacheName: 'strata',
    ...cache?.http,
  };
  const module = await Test.createTestingModule({
    imports: [CacheModule.forRoot({ ...cache, http })],
    controllers: [controller],
  }).compile();
  const app = module.createNestApplication<NestFastifyApplication>(new FastifyAdapter(), {
    logger: false,
  });
  if (early) {
    const instance = app.getHttpAdapter().getInstance();
    attachEarlyAnswers<object>(instance, app.get(EarlyAnswers), { admits: () => true });
  }
  await app.init();
  return app;
}
