import {
  applyDecorators,
  Controller,
  Get,
  Header,
  Res,
  VERSION_NEUTRAL,
  type Type,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { HealthAnswers, type HealthAnswer } from './health-answers';

/** The routes of the module: `/health` itself, `live`, `ready` and `startup` below it. */
export type HealthRoute = 'summary' | 'live' | 'ready' | 'startup';

/** Where the routes lie and what the application puts on them. */
export interface HealthRoutesOptions {
  /** Path of the summary; the probes lie below it. Default `health`. */
  readonly path?: string;
  /** Put on every route: an access rule, API documentation. */
  readonly decorators?: readonly MethodDecorator[];
  /** Put on one route, beside `decorators`. */
  readonly routeDecorators?: Readonly<Partial<Record<HealthRoute, readonly MethodDecorator[]>>>;
}

/**
 * A controller class of its own for each call, so that one application's decorators and path never show
 * on another's routes.
 */
export function createHealthController(options: HealthRoutesOptions = {}): Type<unknown> {
  const decorated = (route: HealthRoute): MethodDecorator =>
    applyDecorators(
      Header('Cache-Control', 'no-store'),
      ...(options.decorators ?? []),
      ...(options.routeDecorators?.[route] ?? []),
    );

  @Controller({ path: options.path ?? 'health', version: VERSION_NEUTRAL })
  class HealthController {
    constructor(
      private readonly answers: HealthAnswers,
      private readonly adapterHost: HttpAdapterHost,
    ) {}

    @Get()
    @decorated('summary')
    summary(@Res({ passthrough: true }) response: object) {
      return this.#answer(response, this.answers.summary());
    }

    @Get('live')
    @decorated('live')
    live(@Res({ passthrough: true }) response: object) {
      return this.#answer(response, this.answers.live());
    }

    @Get('ready')
    @decorated('ready')
    async ready(@Res({ passthrough: true }) response: object) {
      return this.#answer(response, await this.answers.ready());
    }

    @Get('startup')
    @decorated('startup')
    startup(@Res({ passthrough: true }) response: object) {
      return this.#answer(response, this.answers.startup());
    }

    /** Not an exception: the application's error format must not replace the shape of the answer. */
    #answer(response: object, { status, body }: HealthAnswer): HealthAnswer['body'] {
      this.adapterHost.httpAdapter.status(response, status);
      return body;
    }
  }

  return HealthController;
}
