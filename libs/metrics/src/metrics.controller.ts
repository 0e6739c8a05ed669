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
import { MetricsRegistry } from './metrics-registry';

/** Where the scrape lies and what the application puts on it. */
export interface MetricsRouteOptions {
  /** Default `metrics`. */
  readonly path?: string;
  /** Put on the route: an access rule, API documentation. */
  readonly decorators?: readonly MethodDecorator[];
}

/** A controller class of its own for each call, so that applications do not share decorators and paths. */
export function createMetricsController(options: MetricsRouteOptions = {}): Type<unknown> {
  @Controller({ path: options.path ?? 'metrics', version: VERSION_NEUTRAL })
  class MetricsController {
    constructor(
      private readonly registry: MetricsRegistry,
      private readonly adapterHost: HttpAdapterHost,
    ) {}

    @Get()
    @Header('Cache-Control', 'no-store')
    @applyDecorators(...(options.decorators ?? []))
    scrape(@Res({ passthrough: true }) response: object): Promise<string> {
      const { contentType } = this.registry;
      this.adapterHost.httpAdapter.setHeader(response, 'Content-Type', contentType);
      return this.registry.expose();
    }
  }

  return MetricsController;
}
