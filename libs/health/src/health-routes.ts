import { createParamDecorator, Injectable, type ExecutionContext } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { HealthAnswers, type HealthAnswer } from './health-answers';
import { probeQuery } from './probe-query';

const TEXT = 'text/plain; charset=utf-8';

/** A request to one of the routes, with its query as the HTTP adapter has parsed it, and its response. */
export interface HealthExchange {
  readonly request: { readonly query?: Readonly<Record<string, unknown>> };
  readonly response: object;
}

/** Injects the {@link HealthExchange}. */
export const Exchange = createParamDecorator((_data: unknown, context: ExecutionContext) => {
  const http = context.switchToHttp();
  return { request: http.getRequest<object>(), response: http.getResponse<object>() };
});

/** What the routes of every controller do; where they lie and what is put on them is the controller's. */
@Injectable()
export abstract class HealthRoutes {
  constructor(
    private readonly answers: HealthAnswers,
    private readonly adapterHost: HttpAdapterHost,
  ) {}

  protected abstract showsDetails(request: unknown): boolean | Promise<boolean>;

  protected tellSummary({ response }: HealthExchange): HealthAnswer['body'] {
    return this.#tell(response, this.answers.summary());
  }

  protected async tellProbe(
    probe: 'live' | 'ready' | 'startup',
    { request, response }: HealthExchange,
  ): Promise<HealthAnswer['body']> {
    const query = probeQuery(request.query?.verbose, request.query?.exclude);
    const detailed = query.verbose && (await this.showsDetails(request));
    return this.#tell(response, await this.answers[probe](query, detailed));
  }

  /** Not an exception: the application's error format must not replace the shape of the answer. */
  #tell(response: object, { status, body }: HealthAnswer): HealthAnswer['body'] {
    const adapter = this.adapterHost.httpAdapter;
    adapter.status(response, status);
    if (typeof body === 'string') adapter.setHeader(response, 'Content-Type', TEXT);
    return body;
  }
}
