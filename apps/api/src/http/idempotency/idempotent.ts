import {
  applyDecorators,
  Injectable,
  UseInterceptors,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { IdempotentRequests, type KeptAnswer, type NewAnswer } from '@strata/platform';
import { ApiProblems } from '../api-problems';
import { callerOf } from '../caller';
import { refuseOddBody } from '../odd-input';
import { ApiIdempotencyKey, idempotencyKeyOf } from './idempotency-key';
import { requestHash } from './request-hash';

const JSON_TYPE = 'application/json; charset=utf-8';

/**
 * Runs a request with an Idempotency-Key once: what its handler writes and its answer are kept in one
 * transaction, and a repeat gets that answer, byte for byte. Refusals are not kept.
 */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  constructor(private readonly requests: IdempotentRequests) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const key = idempotencyKeyOf(request);
    const caller = callerOf(request)?.subject;
    if (key === undefined || caller === undefined) return next.handle();
    refuseOddBody(request.body);
    const [path = ''] = request.url.split('?', 1);
    const hash = requestHash(request.method, path, request.body);
    const reply = http.getResponse<FastifyReply>();
    const answer = this.requests.once({ caller, key, hash }, () => answerOf(next, request, reply));
    return from(answer.then((kept) => replay(kept, reply)));
  }
}

/**
 * Has a route that writes honour Idempotency-Key. `:id` in its path is a user's, and so is what its `Location`
 * ends with: the answer is forgotten with that user. Without either it is the caller's alone.
 */
export const Idempotent = (): MethodDecorator =>
  applyDecorators(
    UseInterceptors(IdempotencyInterceptor),
    ApiIdempotencyKey(),
    ApiProblems('IDEMPOTENCY_KEY_REUSED', 'IDEMPOTENCY_KEY_IN_USE'),
  );

async function answerOf(
  next: CallHandler,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<NewAnswer> {
  const body = JSON.stringify(await lastValueFrom<unknown>(next.handle()));
  const location = reply.getHeader('location')?.toString() ?? null;
  // Fastify's parameters are the names in the route's path.
  const { id } = request.params as { readonly id?: string };
  const aboutUser = id ?? location?.split('/').at(-1) ?? null;
  return { status: reply.statusCode, location, body, aboutUser };
}

function replay({ status, location, body }: KeptAnswer, reply: FastifyReply): string {
  if (location !== null) reply.header('location', location);
  void reply.status(status).type(JSON_TYPE);
  return body;
}
