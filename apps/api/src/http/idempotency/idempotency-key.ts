import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { AppError } from '@strata/errors';

const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,255}$/;

/** Injects the `Idempotency-Key` header; undefined when there is none. */
export const IdempotencyKey = createParamDecorator((_data: unknown, context: ExecutionContext) =>
  idempotencyKeyOf(context.switchToHttp().getRequest<FastifyRequest>()),
);

/** Documents the header at a route. */
export const ApiIdempotencyKey = (): MethodDecorator =>
  ApiHeader({
    name: 'Idempotency-Key',
    required: false,
    description: 'Any name of the request: a repeat with the same name gets the same answer.',
    schema: { type: 'string', maxLength: 255 },
  });

/** @throws AppError VALIDATION_FAILED. */
export function idempotencyKeyOf({ headers }: FastifyRequest): string | undefined {
  const key = headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (typeof key === 'string' && IDEMPOTENCY_KEY.test(key)) return key;
  const message = 'Idempotency-Key must be 1 to 255 visible ASCII characters';
  throw new AppError('VALIDATION_FAILED', { errors: [{ field: 'Idempotency-Key', message }] });
}
