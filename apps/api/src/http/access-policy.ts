import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { isApiKey, type ApiKeyScope } from '@strata/api-keys';
import type { HandlerOfRoute } from '@strata/cache';
import { AppError } from '@strata/errors';
import { ACCESS_RULE, type AccessRule } from './access';
import { DEVELOPMENT_CALLER, setCaller, type Caller, type CallerSource } from './caller';

const BEARER = /^Bearer +(\S+) *$/i;

const ADMIN: AccessRule = { kind: 'admin' };

/** A token that has not been verified yet, and who can. */
interface Unverified {
  readonly token: string;
  readonly source: CallerSource;
}

/**
 * The one place that decides who may use a route, from the rule the route declares: for the guard,
 * and for answers that are sent before Nest runs.
 */
export class AccessPolicy {
  readonly #reflector = new Reflector();
  /** By handler, then by controller: subclasses may declare another rule. */
  readonly #rules = new WeakMap<object, WeakMap<object, AccessRule | null>>();

  constructor(
    /** Verifies the JSON Web Tokens that callers send. */
    readonly verifier: CallerSource,
    /** Whether a request without a token is refused; false only on a loopback development address. */
    readonly tokenRequired: boolean,
    /** Verifies API keys; default: there are none. */
    readonly apiKeys: CallerSource = verifier,
  ) {}

  /** True, and the caller is known from then on; rejects or throws an AppError for who may not. */
  admit(request: FastifyRequest, route: HandlerOfRoute): boolean | Promise<boolean> {
    const rule = this.#ruleOf(route);
    const decided = this.#decide(request, rule);
    if (decided === true) return true;
    const { token, source } = decided;
    return source.verify(token).then((caller) => admitCaller(request, caller, rule));
  }

  /** Whether {@link admit} lets the request pass without any waiting. */
  admitsAtOnce(request: FastifyRequest, route: HandlerOfRoute): boolean {
    try {
      return this.#decide(request, this.#ruleOf(route)) === true;
    } catch (error) {
      if (error instanceof AppError) return false;
      throw error;
    }
  }

  /**
   * Whether the request comes from an administrator; for routes open to all that say more to one. An API key counts
   * where it is known already: an invented one would be looked up in the database, as often as anybody likes.
   */
  async isAdmin(request: FastifyRequest): Promise<boolean> {
    try {
      const decided = this.#decide(request, ADMIN);
      if (decided === true) return true;
      if (isApiKey(decided.token)) return false;
      return admitCaller(request, await decided.source.verify(decided.token), ADMIN);
    } catch (error) {
      if (error instanceof AppError) return false;
      throw error;
    }
  }

  #decide(request: FastifyRequest, rule: AccessRule | null): true | Unverified {
    if (rule?.kind === 'public') return true;
    const token = bearerToken(request);
    if (token === undefined) return admitCaller(request, this.#withoutToken(), rule);
    const source = isApiKey(token) ? this.apiKeys : this.verifier;
    const known = source.remembered(token);
    return known ? admitCaller(request, known, rule) : { token, source };
  }

  #withoutToken(): Caller {
    if (this.tokenRequired) throw new AppError('UNAUTHENTICATED');
    return DEVELOPMENT_CALLER;
  }

  #ruleOf({ handler, controller }: HandlerOfRoute): AccessRule | null {
    const known = this.#rules.get(handler)?.get(controller);
    return known === undefined ? this.#readRule({ handler, controller }) : known;
  }

  #readRule({ handler, controller }: HandlerOfRoute): AccessRule | null {
    // Handlers are functions and controllers classes, which is all that a Reflector needs.
    const targets = [handler, controller] as Parameters<Reflector['getAllAndOverride']>[1];
    const rule =
      this.#reflector.getAllAndOverride<AccessRule | undefined>(ACCESS_RULE, targets) ?? null;
    const byController = this.#rules.get(handler) ?? new WeakMap<object, AccessRule | null>();
    this.#rules.set(handler, byController.set(controller, rule));
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

function admitCaller(request: FastifyRequest, caller: Caller, rule: AccessRule | null): true {
  if (!allows(rule, caller, request)) throw new AppError('FORBIDDEN');
  checkScope(request, caller);
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
    case 'adminInPerson':
      return caller.isAdmin && caller.apiKey === undefined;
    case 'self':
      return caller.isAdmin || isSubject(caller, request, rule.parameter);
    case undefined:
      return false;
  }
}

/** An API key may read, or write, or both, whatever its subject may. */
function checkScope({ method }: FastifyRequest, { apiKey }: Caller): void {
  const needed: ApiKeyScope = method === 'GET' || method === 'HEAD' ? 'read' : 'write';
  if (apiKey === undefined || apiKey.scopes.includes(needed)) return;
  throw new AppError('FORBIDDEN', { detail: `The API key lacks the scope "${needed}".` });
}

function isSubject(caller: Caller, request: FastifyRequest, parameter: string): boolean {
  // Fastify types parameters by route; here they are those of whichever route declared the rule.
  const parameters = request.params as Record<string, string | undefined>;
  return parameters[parameter] === caller.subject;
}
