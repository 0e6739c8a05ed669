import {
  applyDecorators,
  Controller,
  Get,
  Header,
  Query,
  Req,
  Res,
  VERSION_NEUTRAL,
  type Type,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { HealthAnswers, type HealthAnswer } from './health-answers';
import { probeQuery } from './probe-query';

const TEXT = 'text/plain; charset=utf-8';

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
  /**
   * Whether who sends this request, as the HTTP adapter gives it, may know why a check failed. Must be bounded, and
   * answer at once for a request without credentials, as a probe sends it. Default: nobody.
   */
  readonly showsDetails?: (request: unknown) => boolean | Promise<boolean>;
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

  const showsDetails = options.showsDetails ?? (() => false);

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
    async live(
      @Req() request: unknown,
      @Res({ passthrough: true }) response: object,
      @Query('verbose') verbose: unknown,
      @Query('exclude') exclude: unknown,
    ) {
      const query = probeQuery(verbose, exclude);
      return this.#answer(response, this.answers.live(query, await showsDetails(request)));
    }

    @Get('ready')
    @decorated('ready')
    async ready(
      @Req() request: unknown,
      @Res({ passthrough: true }) response: object,
      @Query('verbose') verbose: unknown,
      @Query('exclude') exclude: unknown,
    ) {
      const query = probeQuery(verbose, exclude);
      return this.#answer(response, await this.answers.ready(query, await showsDetails(request)));
    }

    @Get('startup')
    @decorated('startup')
    async startup(
      @Req() request: unknown,
      @Res({ passthrough: true }) response: object,
      @Query('verbose') verbose: unknown,
      @Query('exclude') exclude: unknown,
    ) {
      const query = probeQuery(verbose, exclude);
      return this.#answer(response, this.answers.startup(query, await showsDetails(request)));
    }

    /** Not an exception: the application's error format must not replace the shape of the answer. */
    #answer(response: object, { status, body }: HealthAnswer): HealthAnswer['body'] {
      const adapter = this.adapterHost.httpAdapter;
      adapter.status(response, status);
      if (typeof body === 'string') adapter.setHeader(response, 'Content-Type', TEXT);
      return body;
    }
  }

  return HealthController;
}
