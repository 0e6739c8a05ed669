import { boolean } from '../kinds/boolean';
import { host } from '../kinds/host';
import { httpUrl, origin } from '../kinds/http-url';
import { integer } from '../kinds/integer';
import { listOf } from '../kinds/list-of';
import { oneOf } from '../kinds/one-of';
import { secretKey } from '../kinds/secret-key';
import { text } from '../kinds/text';
import { trustProxy } from '../kinds/trust-proxy';
import { optionalSetting, setting } from '../engine/setting';
import { HOUR_SECONDS } from './seconds';

const MIN_KEY_BYTES = 32;
const KIBIBYTE = 1024;
const MEBIBYTE = 1024 * KIBIBYTE;

/** Where the service runs and how it is reached. */
export const SERVICE_SETTINGS = {
  nodeEnv: setting({
    name: 'NODE_ENV',
    group: 'Service',
    kind: oneOf(['development', 'production', 'test']),
    description:
      'What the process is for. Production never falls back to the embedded database and always ' +
      'requires authentication; test takes the defaults of development.',
    default: 'development',
  }),
  railwayEnvironment: optionalSetting({
    name: 'RAILWAY_ENVIRONMENT',
    group: 'Service',
    kind: text('any text', /./),
    description: 'Set by the hosting platform Railway; any value means production.',
    example: 'production',
  }),
  host: setting({
    name: 'HOST',
    group: 'Service',
    kind: host,
    description:
      'Address to listen on. Anything but a loopback address requires authentication; a container ' +
      'listens on 0.0.0.0.',
    default: '127.0.0.1',
  }),
  port: setting({
    name: 'PORT',
    group: 'Service',
    kind: integer(0, 65_535),
    description: 'Port to listen on; 0 takes any free one.',
    default: 3000,
  }),
  managementPort: optionalSetting({
    name: 'MANAGEMENT_PORT',
    group: 'Service',
    kind: integer(0, 65_535),
    description:
      'A second port, for probes and /metrics alone, which the main port answers as well: their ' +
      'connections do not wait behind those of callers. 0 takes any free one.',
    example: '3001',
  }),
  trustProxy: setting({
    name: 'TRUST_PROXY',
    group: 'Service',
    kind: trustProxy,
    description:
      'Whose X-Forwarded-* headers are believed. Name the proxies, or count them: true believes ' +
      'every client.',
    default: false,
  }),
  corsOrigins: setting({
    name: 'CORS_ORIGINS',
    group: 'Service',
    kind: listOf(origin),
    description: 'Web origins whose pages may call the API; none by default.',
    example: 'https://app.example.com,https://admin.example.com',
    default: [],
  }),
  bodyLimitBytes: setting({
    name: 'BODY_LIMIT_BYTES',
    group: 'Service',
    kind: integer(KIBIBYTE, 100 * MEBIBYTE),
    description: 'Largest request body that is accepted.',
    unit: 'bytes',
    default: MEBIBYTE,
  }),
  drainSeconds: setting({
    name: 'SHUTDOWN_DRAIN_SECONDS',
    group: 'Service',
    kind: integer(0, 300),
    description:
      'After SIGTERM readiness fails at once, and requests are served for this long, until whoever ' +
      'distributes them has noticed.',
    unit: 'seconds',
    default: 0,
    productionDefault: 5,
  }),
  shutdownTimeoutSeconds: setting({
    name: 'SHUTDOWN_TIMEOUT_SECONDS',
    group: 'Service',
    kind: integer(1, 600),
    description:
      'Requests and transactions in flight are given this long to end after that; what remains is ' +
      'abandoned, named in the log, and the process ends with code 1.',
    unit: 'seconds',
    default: 30,
  }),
  requestTimeout: setting({
    name: 'REQUEST_TIMEOUT',
    group: 'Service',
    kind: integer(1, HOUR_SECONDS),
    description:
      'How long a request may take; reads may take 10 seconds at most. What the database does for it ' +
      'is stopped then, and the answer is 504.',
    unit: 'seconds',
    default: 30,
  }),
  shedAfterMs: setting({
    name: 'LOAD_SHED_AFTER_MS',
    group: 'Service',
    kind: integer(0, 60_000),
    description:
      'Under more load than it can serve the process has requests wait for their turn, this long at ' +
      'most; then they get 503 with Retry-After. Answers from memory, probes and metrics do not wait. ' +
      '0: everything is begun at once.',
    unit: 'milliseconds',
    default: 500,
  }),
  serverTiming: setting({
    name: 'SERVER_TIMING',
    group: 'Service',
    kind: boolean,
    description:
      'Adds Server-Timing to answers: how the cache took part, and the milliseconds waited for ' +
      'connections and for the database. Such times may betray what others do.',
    default: true,
    productionDefault: false,
  }),
} as const;

/** What is logged. */
export const LOGGING_SETTINGS = {
  logLevel: setting({
    name: 'LOG_LEVEL',
    group: 'Logging',
    kind: oneOf(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
      critical: 'fatal',
      warning: 'warn',
    }),
    description: 'Least severe message that is logged.',
    default: 'info',
  }),
  logPretty: optionalSetting({
    name: 'LOG_PRETTY',
    group: 'Logging',
    kind: boolean,
    description: 'Lines for people instead of JSON.',
    defaultNote: 'true on a terminal',
    example: 'true',
  }),
} as const;

/** How callers prove who they are. */
export const AUTHENTICATION_SETTINGS = {
  authRequired: optionalSetting({
    name: 'AUTH_REQUIRED',
    group: 'Authentication',
    kind: boolean,
    description:
      'Requires a bearer token also where none is needed otherwise: on a loopback address in ' +
      'development. It cannot be switched off elsewhere.',
    example: 'true',
    defaultNote: 'true in production and wherever HOST is not a loopback address',
  }),
  jwtSecret: optionalSetting({
    name: 'AUTH_JWT_SECRET',
    group: 'Authentication',
    kind: secretKey(MIN_KEY_BYTES),
    description:
      'Key with which tokens are signed and verified (HS256). Where authentication is required, ' +
      'this or AUTH_JWKS_URL must be set, not both. "openssl rand -base64 48" prints a good one.',
    secret: true,
  }),
  jwksUrl: optionalSetting({
    name: 'AUTH_JWKS_URL',
    group: 'Authentication',
    kind: httpUrl,
    description:
      "Address of the issuer's JSON Web Key Set, for tokens signed with its private key; https in " +
      'production.',
    example: 'https://login.example.com/.well-known/jwks.json',
  }),
  issuer: optionalSetting({
    name: 'AUTH_JWT_ISSUER',
    group: 'Authentication',
    kind: text('up to 1024 characters', /^.{1,1024}$/),
    description: 'Issuer (iss) that a token must name; any when unset.',
    example: 'https://login.example.com/',
  }),
  audience: optionalSetting({
    name: 'AUTH_JWT_AUDIENCE',
    group: 'Authentication',
    kind: text('up to 1024 characters', /^.{1,1024}$/),
    description: 'Audience (aud) that a token must name; any when unset.',
    example: 'strata',
  }),
} as const;
