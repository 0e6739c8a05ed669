import {
  Catch,
  Injectable,
  Module,
  SetMetadata,
  type ArgumentsHost,
  type CanActivate,
  type ExceptionFilter,
  type ExecutionContext,
} from '@nestjs/common';
import { APP_FILTER, APP_GUARD } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import type { FastifyReply } from 'fastify';
import type { HealthState } from '../health-indicator';
import { HealthRegistry } from '../health-registry';
import { HealthModule, type HealthModuleOptions } from '../health.module';

/** Of an indicator. */
export const UP: HealthState = { status: 'up' };

/** Stands for an application's own error format. */
@Catch()
class EverythingIsAProblem implements ExceptionFilter {
  catch(_error: unknown, host: ArgumentsHost): void {
    void host.switchToHttp().getResponse<FastifyReply>().code(500).send({ title: 'problem' });
  }
}

/** Stands for an application's access rule: a route without the mark is refused. */
@Injectable()
class OnlyMarkedRoutes implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    return Reflect.getMetadata('open', context.getHandler()) === true;
  }
}

@Module({
  providers: [
    { provide: APP_FILTER, useClass: EverythingIsAProblem },
    { provide: APP_GUARD, useClass: OnlyMarkedRoutes },
  ],
})
class HostModule {}

/** Every dependency of a shop, with states that the test sets. */
export class Dependencies {
  database: HealthState | Error = UP;
  redis: HealthState = { status: 'up', topLevel: { name: 'redis', value: 'healthy' } };
  migrations: HealthState = UP;
  checks = 0;

  register(registry: HealthRegistry): void {
    registry.register({
      name: 'database',
      critical: true,
      check: () => {
        this.checks++;
        return this.database instanceof Error
          ? Promise.reject(this.database)
          : Promise.resolve(this.database);
      },
    });
    registry.register({ name: 'redis', critical: false, read: () => this.redis });
    registry.register({
      name: 'embedding_provider',
      critical: false,
      read: () => ({ status: 'up', text: 'lexical' }),
    });
    registry.register({
      name: 'migrations',
      critical: true,
      inSummary: false,
      read: () => this.migrations,
    });
  }
}

/** An application whose access rule lets everybody see every route. */
export const open: HealthModuleOptions = { decorators: [SetMetadata('open', true)] };

/** An application with this library and nothing else of the product, ready to answer. */
export async function createApp(
  options: HealthModuleOptions,
  register: (registry: HealthRegistry) => void,
): Promise<NestFastifyApplication> {
  const module = await Test.createTestingModule({
    imports: [HealthModule.forRoot(options), HostModule],
  }).compile();
  const app = module.createNestApplication<NestFastifyApplication>(new FastifyAdapter());
  register(app.get(HealthRegistry));
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  return app;
}

/** A shop's application, whose dependencies are as the test sets them. */
export class Shop {
  readonly dependencies = new Dependencies();
  #app: NestFastifyApplication | undefined;

  get app(): NestFastifyApplication {
    if (this.#app === undefined) throw new Error('The shop has not been started.');
    return this.#app;
  }

  async start(
    options: HealthModuleOptions = open,
    register = (registry: HealthRegistry): void => this.dependencies.register(registry),
  ): Promise<void> {
    this.#app = await createApp(options, register);
  }

  async get(url: string) {
    const response = await this.app.inject({ method: 'GET', url });
    return { status: response.statusCode, body: response.json<unknown>(), response };
  }
}
