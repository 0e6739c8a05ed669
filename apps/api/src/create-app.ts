import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Logger } from 'pino';
import { ApiKeysService, ApiKeyUse } from '@strata/api-keys';
import { EarlyAnswers } from '@strata/cache';
import { Draining } from '@strata/health';
import { attachHttpMetrics, HttpMetrics, MetricsRegistry } from '@strata/metrics';
import { AppModule } from './app.module';
import { developmentSecret } from './development-secret';
import { AccessPolicy } from './http/access-policy';
import { ApiKeyCallers } from './http/api-key-callers';
import { createAdapter } from './http/adapter';
import { consistencyOptions } from './http/consistency/consistency-options';
import { compressAnswers } from './http/compress-answers';
import { configureHttp } from './http/configure';
import { loadShedding } from './http/load/load-shedding';
import { ManagementPort } from './http/management-port';
import { serveDocumentation } from './http/openapi';
import { ProblemDetailsFilter } from './http/problem-details.filter';
import { RequestsInFlight } from './http/requests-in-flight';
import { TokenVerifier } from './http/token-verifier';
import type { SettledConfig } from './module-options';
import { NestLogger } from './nest-logger';

/** The application, wired and initialised, not yet listening. */
export async function createApp(
  config: SettledConfig,
  logger: Logger,
): Promise<NestFastifyApplication> {
  const problems = new ProblemDetailsFilter(logger);
  const secret = signingSecret(config);
  const apiKeys = new ApiKeyCallers();
  const policy = accessPolicy(config, secret, apiKeys);
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.forRoot(config, policy, logger),
    createAdapter(config.http, problems),
    { logger: new NestLogger(logger), abortOnError: false },
  );
  apiKeys.connect(app.get(ApiKeysService), app.get(ApiKeyUse));
  await compressAnswers(app);
  configureHttp(app, {
    logger,
    problems,
    requestTimeoutMs: config.http.requestTimeoutSeconds * 1000,
    corsOrigins: config.http.corsOrigins,
    serverTiming: config.http.serverTiming,
    loopbackOnly: !config.auth.required,
    draining: app.get(Draining),
    inFlight: app.get(RequestsInFlight),
    management: app.get(ManagementPort),
    consistency: consistencyOptions(app, config, secret),
    early: { answers: app.get(EarlyAnswers), policy },
    shedder: loadShedding(app, config.http.shedAfterMs),
  });
  measureRequests(app);
  serveDocumentation(app);
  await app.init();
  return app;
}

function measureRequests(app: NestFastifyApplication): void {
  attachHttpMetrics(app.getHttpAdapter().getInstance(), app.get(HttpMetrics));
  const inFlight = app.get(RequestsInFlight);
  app.get(MetricsRegistry).register({
    name: 'http_server_active_requests',
    help: 'Requests that have not been answered yet, the scrape among them.',
    type: 'gauge',
    collect: () => [{ value: inFlight.count }],
  });
}

function accessPolicy(
  { auth }: SettledConfig,
  jwtSecret: string | undefined,
  apiKeys: ApiKeyCallers,
): AccessPolicy {
  const { issuer, audience, jwksUrl } = auth;
  const verifier = new TokenVerifier({ issuer, audience, jwksUrl, jwtSecret });
  return new AccessPolicy(verifier, auth.required, apiKeys);
}

/** The key that bearer tokens are signed with; undefined where the issuer's key set verifies them. */
function signingSecret({ auth, embedded }: SettledConfig): string | undefined {
  if (auth.jwksUrl) return undefined;
  return auth.jwtSecret?.reveal() ?? developmentSecret(embedded.dataDir);
}
