import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Logger } from 'pino';
import { Draining } from '@strata/health';
import { attachHttpMetrics, HttpMetrics } from '@strata/metrics';
import { AppModule } from './app.module';
import { developmentSecret } from './development-secret';
import { AccessPolicy } from './http/access.guard';
import { createAdapter } from './http/adapter';
import { configureHttp } from './http/configure';
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
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.forRoot(config, accessPolicy(config), logger),
    createAdapter(config.http, problems),
    { logger: new NestLogger(logger), abortOnError: false },
  );
  configureHttp(app, {
    logger,
    problems,
    requestTimeoutMs: config.http.requestTimeoutSeconds * 1000,
    corsOrigins: config.http.corsOrigins,
    loopbackOnly: !config.auth.required,
    draining: app.get(Draining),
    inFlight: app.get(RequestsInFlight),
  });
  attachHttpMetrics(app.getHttpAdapter().getInstance(), app.get(HttpMetrics));
  serveDocumentation(app);
  await app.init();
  return app;
}

function accessPolicy({ auth, embedded }: SettledConfig): AccessPolicy {
  const { issuer, audience, jwksUrl } = auth;
  const claims = { ...(issuer && { issuer }), ...(audience && { audience }) };
  const key = jwksUrl
    ? { jwksUrl }
    : { jwtSecret: auth.jwtSecret?.reveal() ?? developmentSecret(embedded.dataDir) };
  return new AccessPolicy(new TokenVerifier({ ...claims, ...key }), auth.required);
}
