import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { ApiKeyScope } from '@strata/api-keys';

/** What a token may grant: `user` reaches its own resources, `admin` everybody's. */
export const ROLES = ['user', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** Who makes a request. */
export interface Caller {
  /** The token's `sub` claim, or whom an API key acts as; owner of what the caller creates. */
  readonly subject: string;
  readonly roles: readonly Role[];
  readonly isAdmin: boolean;
  /** The API key that it calls with; absent: a token. */
  readonly apiKey?: { readonly id: string; readonly scopes: readonly ApiKeyScope[] };
}

/** Says who a bearer token stands for: of JSON Web Tokens, or of API keys. */
export interface CallerSource {
  /** The caller of a token verified before and still valid, without any waiting. */
  remembered(token: string): Caller | undefined;
  /** @throws AppError UNAUTHENTICATED, FORBIDDEN, AUTHENTICATION_UNAVAILABLE. */
  verify(token: string): Promise<Caller>;
}

/** Who calls on a development machine without a token: a subject of its own, with every role. */
export const DEVELOPMENT_CALLER: Caller = {
  subject: 'developer',
  roles: ROLES,
  isAdmin: true,
};

declare module 'fastify' {
  interface FastifyRequest {
    /** Written by the access policy alone; null on a public route. */
    caller: Caller | null;
  }
}

/** Remembers who makes `request`; called by the access policy alone. */
export function setCaller(request: FastifyRequest, caller: Caller): void {
  request.caller = caller;
}

/** Who makes `request`; undefined on a public route. */
export function callerOf(request: FastifyRequest): Caller | undefined {
  return request.caller ?? undefined;
}

/** Injects the {@link Caller}. The route's access rule must not be public. */
export const CurrentCaller = createParamDecorator((_data: unknown, context: ExecutionContext) => {
  const caller = callerOf(context.switchToHttp().getRequest<FastifyRequest>());
  if (!caller) throw new Error('@CurrentCaller() needs a route that is not @Access.public()');
  return caller;
});
