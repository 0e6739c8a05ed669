import {
  applyDecorators,
  Controller,
  Get,
  Header,
  VERSION_NEUTRAL,
  type Type,
} from '@nestjs/common';
import { Exchange, HealthRoutes, type HealthExchange } from './health-routes';

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
  const decorated = (route: HealthRoute) => decoratorsOf(route, options);

  @Controller({ path: options.path ?? 'health', version: VERSION_NEUTRAL })
  class HealthController extends HealthRoutes {
    protected readonly showsDetails = options.showsDetails ?? (() => false);

    @decorated('summary')
    summary(@Exchange() exchange: HealthExchange) {
      return this.tellSummary(exchange);
    }

    @decorated('live')
    live(@Exchange() exchange: HealthExchange) {
      return this.tellProbe('live', exchange);
    }

    @decorated('ready')
    ready(@Exchange() exchange: HealthExchange) {
      return this.tellProbe('ready', exchange);
    }

    @decorated('startup')
    startup(@Exchange() exchange: HealthExchange) {
      return this.tellProbe('startup', exchange);
    }
  }

  return HealthController;
}

function decoratorsOf(
  route: HealthRoute,
  { decorators = [], routeDecorators = {} }: HealthRoutesOptions,
): MethodDecorator {
  return applyDecorators(
    Get(route === 'summary' ? '' : route),
    Header('Cache-Control', 'no-store'),
    ...decorators,
    ...(routeDecorators[route] ?? []),
  );
}
