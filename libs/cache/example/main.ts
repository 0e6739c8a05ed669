import 'reflect-metadata';
import { type DynamicModule, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { CacheModule } from '../src';
import { Articles, ArticleStore } from './articles';
import { ArticlesController } from './articles.controller';

@Module({})
class ExampleModule {
  static with(redisUrl: string): DynamicModule {
    return {
      module: ExampleModule,
      imports: [CacheModule.forRoot({ namespace: 'example', redis: { url: redisUrl } })],
      controllers: [ArticlesController],
      providers: [Articles, ArticleStore],
    };
  }
}

/** `node main.js [redis://localhost:6379] [3000]`; it starts and answers without Redis as well. */
async function main(redisUrl = 'redis://localhost:6379', port = '3000'): Promise<void> {
  const module = ExampleModule.with(redisUrl);
  const app = await NestFactory.create<NestFastifyApplication>(module, new FastifyAdapter(), {
    logger: ['error', 'warn'],
  });
  app.enableShutdownHooks();
  await app.listen(port, '127.0.0.1');
  process.stdout.write(`${await app.getUrl()}\n`);
}

void main(...process.argv.slice(2));
