'use strict';

// Stock Nest on Express with CacheInterceptor, as the Nest documentation sets it up.
// BENCH_STORES: "redis" is a Redis store alone; "memory,redis" the documentation's two stores.

require('reflect-metadata');
const { CacheInterceptor, CacheModule } = require('@nestjs/cache-manager');
const {
  Controller,
  Get,
  Module,
  NotFoundException,
  Param,
  UseInterceptors,
} = require('@nestjs/common');
const { NestFactory } = require('@nestjs/core');
const { default: KeyvRedis } = require('@keyv/redis');
const { CacheableMemory } = require('cacheable');
const { Keyv } = require('keyv');
const { port, readUser, redisUrl } = require('./settings');

const TTL_MS = 3_600_000;

const user = readUser();

class UsersController {
  find(id) {
    if (id !== user.id) throw new NotFoundException();
    return user;
  }
}

// TypeScript's @-syntax, spelled out: this file runs without a compiler.
Controller('api/users')(UsersController);
UseInterceptors(CacheInterceptor)(UsersController);
Param('id')(UsersController.prototype, 'find', 0);
Get(':id')(
  UsersController.prototype,
  'find',
  Object.getOwnPropertyDescriptor(UsersController.prototype, 'find'),
);

const STORES = {
  memory: () => new Keyv({ store: new CacheableMemory({ ttl: TTL_MS, lruSize: 5_000 }) }),
  redis: () => new KeyvRedis(redisUrl),
};

class AppModule {}
Module({
  imports: [
    CacheModule.registerAsync({
      useFactory: () => ({
        ttl: TTL_MS,
        stores: process.env.BENCH_STORES.split(',').map((name) => STORES[name]()),
      }),
    }),
  ],
  controllers: [UsersController],
})(AppModule);

async function main() {
  const app = await NestFactory.create(AppModule, { logger: ['error', 'warn'] });
  await app.listen(port, '127.0.0.1');
}

main();
