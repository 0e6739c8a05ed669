import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { AppError } from '@strata/errors';
import { ACCESS_RULE, type AccessRule } from './access';
import { DEVELOPMENT_CALLER, setCaller, type Caller } from './caller';
import { TokenVerifier } from './token-verifier';

const BEARER = /^Bearer +(\S+) *$/i;

/** How requests are authenticated. */
export class AccessPolicy {
  constructor(
    /** Verifies the tokens that callers send. */
    readonly verifier: TokenVerifier,
    /** Whether a request without a token is refused; false only on a loopback development address. */
    readonly tokenRequired: boolean,
  ) {}
}

/** The one place that decides who may use a route, from the rule the route declares. */
@Injectable()
export class AccessGuard implements CanActivate {
  readonly #rules = new WeakMap<object, AccessRule | null>();

  constructor(
    private readonly reflector: Reflector,
    private readonly policy: AccessPolicy,
  ) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const rule = this.#ruleOf(context);
    if (rule?.kind === 'public') return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const token = bearerToken(request);
    if (token === undefined) return admit(request, this.#withoutToken(), rule);
    const known = this.policy.verifier.remembered(token);
    if (known) return admit(request, known, rule);
    return this.policy.verifier.verify(token).then((caller) => admit(request, caller, rule));
  }

  #withoutToken(): Caller {
    if (this.policy.tokenRequired) throw new AppError('UNAUTHENTICATED');
    return DEVELOPMENT_CALLER;
  }

  #ruleOf(context: ExecutionContext): AccessRule | null {
    const handler = context.getHandler();
    const known = this.#rules.get(handler);
    if (known !== undefined) return known;
    const rule =
      this.reflector.getAllAndOverride<AccessRule | undefined>(ACCESS_RULE, [
        handler,
        context.getClass(),
      ]) ?? null;
    this.#rules.set(handler, rule);
    return rule;
  }
}

/** The bearer token of RFC 6750, section 2.1; undefined when none was sent. */
function bearerToken(request: FastifyRequest): string | undefined {
  const header = request.headers.authorization;
  if (header === undefined) return undefined;
  const token = BEARER.exec(header)?.[1];
  if (token === undefined) {
    throw new AppError('UNAUTHENTICATED', {
      detail: 'The Authorization header must be "Bearer <token>".',
    });
  }
  return token;
}

function admit(request: FastifyRequest, caller: Caller, rule: AccessRule | null): boolean {
  if (!allows(rule, caller, request)) throw new AppError('FORBIDDEN');
  setCaller(request, caller);
  return true;
}

function allows(rule: AccessRule | null, caller: Caller, request: FastifyRequest): boolean {
  switch (rule?.kind) {
    case 'public':
    case 'user':
      return true;
    case 'admin':
      return caller.isAdmin;
    case 'self':
      return caller.isAdmin || isSubject(caller, request, rule.parameter);
    case undefined:
      return false;
  }
}

function isSubject(caller: Caller, request: FastifyRequest, parameter: string): boolean {
  // Fastify types parameters by route; here they are those of whichever route declared the rule.
  const parameters = request.params as Record<string, string | undefined>;
  return parameters[parameter] === caller.subject;
}
