import {
  createRemoteJWKSet,
  errors,
  jwtVerify,
  type JWTPayload,
  type JWTVerifyOptions,
} from 'jose';
import { LRUCache } from 'lru-cache';
import { AppError } from '@strata/errors';
import { ROLES, type Caller, type CallerSource, type Role } from './caller';

/** Where the key comes from that tokens are verified with, and what their claims must say. */
export interface TokenVerifierOptions {
  /** Shared secret for HS256; at least 32 bytes. Not used with `jwksUrl`; one of the two is needed. */
  readonly jwtSecret?: string | undefined;
  /** Address of the issuer's JSON Web Key Set, for asymmetric algorithms. */
  readonly jwksUrl?: string | undefined;
  /** Required `iss` claim; default: any. */
  readonly issuer?: string | undefined;
  /** Required `aud` claim; default: any. */
  readonly audience?: string | undefined;
}

const MAX_TOKEN_LENGTH = 8_192;
const MAX_SUBJECT_LENGTH = 256;
/** NUL and lone surrogates: PostgreSQL cannot store them, and subjects that differ in them alone would become one. */
const UNSTORABLE = /[\0\p{Cs}]/u;
const REMEMBERED_TOKENS = 10_000;
const JWKS_TIMEOUT_MS = 3_000;
const JWKS_ALGORITHMS = ['RS256', 'PS256', 'ES256', 'ES384', 'EdDSA'];

interface VerifiedToken {
  readonly caller: Caller;
  readonly expiresAtMs: number;
}

/**
 * Verifies JSON Web Tokens (RFC 7519). A verified token is remembered until it expires, because
 * checking its signature afresh costs as much as all else a cached answer needs.
 */
export class TokenVerifier implements CallerSource {
  readonly #verify: (token: string) => Promise<JWTPayload>;
  readonly #verified = new LRUCache<string, VerifiedToken>({ max: REMEMBERED_TOKENS });

  constructor(options: TokenVerifierOptions) {
    this.#verify = signatureCheck(options);
  }

  /** The caller of a token verified before and still valid, without any waiting. */
  remembered(token: string): Caller | undefined {
    const known = this.#verified.get(token);
    return known && Date.now() < known.expiresAtMs ? known.caller : undefined;
  }

  /**
   * The caller that `token` names.
   * @throws AppError UNAUTHENTICATED when it is malformed, wrongly signed, expired or of another
   * issuer or audience; FORBIDDEN when it names no known role; AUTHENTICATION_UNAVAILABLE when the
   * key set cannot be fetched.
   */
  async verify(token: string): Promise<Caller> {
    const known = this.remembered(token);
    if (known) return known;
    if (token.length > MAX_TOKEN_LENGTH) throw new AppError('UNAUTHENTICATED');
    const payload = await this.#checked(token);
    const caller = toCaller(payload);
    this.#verified.set(token, { caller, expiresAtMs: (payload.exp ?? 0) * 1000 });
    return caller;
  }

  async #checked(token: string): Promise<JWTPayload> {
    try {
      return await this.#verify(token);
    } catch (cause) {
      if (cause instanceof errors.JOSEError && !isKeySetFailure(cause)) {
        throw new AppError('UNAUTHENTICATED', { detail: explain(cause), cause });
      }
      throw new AppError('AUTHENTICATION_UNAVAILABLE', { retryAfterSeconds: 5, cause });
    }
  }
}

function signatureCheck(options: TokenVerifierOptions): (token: string) => Promise<JWTPayload> {
  const { issuer, audience, jwksUrl, jwtSecret } = options;
  const claims: JWTVerifyOptions = { requiredClaims: ['exp', 'sub'], issuer, audience };
  if (jwksUrl !== undefined) {
    const keys = createRemoteJWKSet(new URL(jwksUrl), { timeoutDuration: JWKS_TIMEOUT_MS });
    return async (token) =>
      (await jwtVerify(token, keys, { ...claims, algorithms: JWKS_ALGORITHMS })).payload;
  }
  if (jwtSecret === undefined) throw new Error('A token verifier needs a secret or a key set');
  const secret = new TextEncoder().encode(jwtSecret);
  return async (token) =>
    (await jwtVerify(token, secret, { ...claims, algorithms: ['HS256'] })).payload;
}

/** The key set's server is at fault, not the token. */
function isKeySetFailure(error: errors.JOSEError): boolean {
  return (
    error instanceof errors.JWKSTimeout ||
    error instanceof errors.JWKSInvalid ||
    error.code === 'ERR_JOSE_GENERIC'
  );
}

function explain(error: errors.JOSEError): string {
  if (error instanceof errors.JWTExpired) return 'The token has expired; obtain a new one.';
  if (error instanceof errors.JWTClaimValidationFailed) {
    return `The token's claim "${error.claim}" is missing or not what this service expects.`;
  }
  return 'The token is malformed, or not signed with a key this service trusts.';
}

function toCaller(payload: JWTPayload): Caller {
  const subject = payload.sub;
  if (!isSubject(subject)) {
    throw new AppError('UNAUTHENTICATED', {
      detail: `The token's claim "sub" must be a string of 1 to ${String(MAX_SUBJECT_LENGTH)} characters, none of them NUL or half a surrogate pair.`,
    });
  }
  const claimed: unknown[] = Array.isArray(payload.roles) ? payload.roles : [];
  const roles: Role[] = ROLES.filter((role) => claimed.includes(role));
  if (roles.length === 0) {
    throw new AppError('FORBIDDEN', {
      detail: `The token's claim "roles" must name at least one of: ${ROLES.join(', ')}.`,
    });
  }
  return { subject, roles, isAdmin: roles.includes('admin') };
}

function isSubject(sub: unknown): sub is string {
  if (typeof sub !== 'string' || UNSTORABLE.test(sub)) return false;
  return sub !== '' && sub.length <= MAX_SUBJECT_LENGTH;
}
