import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiBearerAuth } from '@nestjs/swagger';

/**
 * Who may use a route. `self`: the caller whose subject is the named route parameter, or an admin. An API key needs the
 * scope of the method as well.
 */
export type AccessRule =
  | { readonly kind: 'public' }
  | { readonly kind: 'user' }
  | { readonly kind: 'admin' }
  | { readonly kind: 'adminInPerson' }
  | { readonly kind: 'self'; readonly parameter: string };

/** Name of the API keys' security scheme in the API documentation. */
export const API_KEY_SECURITY = 'api-key';

export const ACCESS_RULE = 'strata:access';

type RouteDecorator = MethodDecorator & ClassDecorator;

function rule(accessRule: AccessRule): RouteDecorator {
  return SetMetadata(ACCESS_RULE, accessRule);
}

function authenticated(accessRule: AccessRule): RouteDecorator {
  return applyDecorators(rule(accessRule), ApiBearerAuth(), ApiBearerAuth(API_KEY_SECURITY));
}

/** Declares who may use a route or all routes of a controller. A route without a rule is refused. */
export const Access = {
  /** Everybody, without a token. */
  public: (): RouteDecorator => rule({ kind: 'public' }),
  /** Every caller with a valid token; the service decides what it may see. */
  user: (): RouteDecorator => authenticated({ kind: 'user' }),
  /** The caller whose subject equals the route parameter `parameter`, and admins. */
  self: (parameter: string): RouteDecorator => authenticated({ kind: 'self', parameter }),
  /** Admins only. */
  admin: (): RouteDecorator => authenticated({ kind: 'admin' }),
  /** Admins with a token; no API key, which could otherwise make others that outlive it. */
  adminInPerson: (): RouteDecorator =>
    applyDecorators(rule({ kind: 'adminInPerson' }), ApiBearerAuth()),
} as const;
