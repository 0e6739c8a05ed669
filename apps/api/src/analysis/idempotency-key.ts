import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { AppError } from '@strata/errors';

const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,255}$/;

/** Injects the `Idempotency-Key` header; undefined when there is none. */
export const IdempotencyKey = createParamDecorator((_data: unknown, context: ExecutionContext) => {
  const key = context.switchToHttp().getRequest<FastifyRequest>().headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (typeof key === 'string' && IDEMPOTENCY_KEY.test(key)) return key;
  const message = 'Idempotency-Key must be 1 to 255 visible ASCII characters';
  throw new AppError('VALIDATION_FAILED', { errors: [{ field: 'Idempotency-Key', message }] });
});
