import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { AppError } from '@strata/errors';
import { errorFields } from '@strata/platform';
import { requestFieldsOf } from './request-log';
import { PROBLEM_MEDIA_TYPE, toProblemDetails } from './problem-details';
import { toAppError } from './to-app-error';

/** Answers every error as problem details (RFC 9457) and logs those that are the server's fault. */
@Catch()
export class ProblemDetailsFilter implements ExceptionFilter {
  readonly #logger: Logger;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    this.answer(thrown, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }

  /** Sends the error's problem details, also for errors that never reached a route. */
  answer(thrown: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const error = toAppError(thrown);
    if (error.status >= 500 && error.code !== 'ANSWER_NOT_CACHED') {
      this.#logger.error(failureFields(thrown, error, request), 'request_failed');
    }
    if (reply.sent) return;
    if (error.status >= 500) request.errorType = error.code;
    setErrorHeaders(request, reply.header('x-request-id', request.id), error);
    // Serialised here: a reply may carry the compiled schema of the route's successful answer.
    void reply
      .status(error.status)
      .type(PROBLEM_MEDIA_TYPE)
      .serializer(JSON.stringify)
      .send(toProblemDetails(error, request.url, request.id));
  }
}

/** By kind, code and frames: the message of a driver's error may hold the caller's data. */
function failureFields(thrown: unknown, { code }: AppError, request: FastifyRequest) {
  return { ...requestFieldsOf(request), problem: code, ...errorFields(thrown) };
}

function setErrorHeaders(request: FastifyRequest, reply: FastifyReply, error: AppError): void {
  reply.header('cache-control', 'no-store');
  if (error.retryAfterSeconds !== undefined) {
    reply.header('retry-after', String(Math.ceil(error.retryAfterSeconds)));
  }
  if (error.code === 'UNAUTHENTICATED') {
    reply.header('www-authenticate', challengeTo(request));
  }
}

/** RFC 6750, section 3.1: who has sent no token is told of no error. */
function challengeTo({ headers }: FastifyRequest): string {
  const challenge = 'Bearer realm="strata"';
  return headers.authorization === undefined ? challenge : `${challenge}, error="invalid_token"`;
}
