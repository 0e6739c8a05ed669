import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { IsEmail, IsInt, IsString } from 'class-validator';
import pino from 'pino';
import { SignJWT } from 'jose';
import { AppError } from '@strata/errors';
import { RequestContext } from '@strata/platform';
import { Access } from '../../../apps/api/src/http/access';
import { AccessGuard } from '../../../apps/api/src/http/access.guard';
import { AccessPolicy } from '../../../apps/api/src/http/access-policy';
import { createAdapter, type ArrivalLimits } from '../../../apps/api/src/http/adapter';
import { CurrentCaller, type Caller } from '../../../apps/api/src/http/caller';
import { Deadline } from '../../../apps/api/src/http/deadline';
import { RequestsInFlight } from '../../../apps/api/src/http/requests-in-flight';
import { configureHttp } from '../../../apps/api/src/http/configure';
import { PageQuery } from '../../../apps/api/src/http/pagination';
import { ProblemDetailsFilter } from '../../../apps/api/src/http/problem-details.filter';
import { TokenVerifier } from '../../../apps/api/src/http/token-verifier';

const SECRET = 'a secret of at least thirty-two bytes';
/** Bodies beyond this are refused. */
const BODY_LIMIT_BYTES = 1_000;

class Thing {
  @IsEmail()
  email!: string;

  @IsInt()
  points!: number;

  @IsString()
  name!: string;
}

@Controller()
class ThingsController {
  @Access.public()
  @Post('things')
  create(@Body() thing: Thing): Thing {
    return thing;
  }

  @Access.public()
  @Get('things')
  list(@Query() page: PageQuery): PageQuery {
    return page;
  }

  @Access.public()
  @Get('broken')
  broken(): never {
    throw new Error('password=hunter2 at 10.0.0.1');
  }

  @Access.public()
  @Get('busy')
  busy(): never {
    throw Object.assign(new Error('all in use'), { code: 'POOL_EXHAUSTED' });
  }

  @Access.public()
  @Get('odd-value')
  oddValue(): never {
    throw Object.assign(new Error('invalid input syntax'), { code: '22P02' });
  }

  @Access.public()
  @Get('conflict')
  conflict(): never {
    throw new AppError('ACTIVITY_CONFLICT', { retryAfterSeconds: 1.5 });
  }

  @Access.public()
  @Deadline(0.05)
  @Get('hurried')
  hurried(): Promise<never> {
    return untilDeadline();
  }

  @Access.user()
  @Get('mine')
  mine(@CurrentCaller() caller: Caller): Caller {
    return caller;
  }

  @Access.self('id')
  @Get('users/:id')
  own(@Param('id') id: string): { id: string } {
    return { id };
  }

  @Access.admin()
  @Get('admin')
  admin(): string {
    return 'ok';
  }

  @Get('undeclared')
  undeclared(): string {
    return 'reached';
  }
}

/** As a query does that never ends. */
function untilDeadline(): Promise<never> {
  const error = Object.assign(new Error('too late'), { code: 'DEADLINE_EXCEEDED' });
  return new Promise((_resolve, reject) => {
    const signal = RequestContext.current()?.deadline?.signal;
    signal?.addEventListener('abort', () => reject(error));
  });
}

/** How the test application is reached. */
interface Setup {
  readonly tokenRequired: boolean;
  readonly loopbackOnly: boolean;
  readonly corsOrigins?: string[];
  /** Default: false. */
  readonly trustProxy?: boolean;
  /** Default: those of the product. */
  readonly arrival?: ArrivalLimits;
}

/** Everything the application has logged. */
export const logLines: string[] = [];

/** A small application behind the product's own HTTP layer, without database and cache. */
export async function createThingsApp(setup: Setup): Promise<NestFastifyApplication> {
  const logger = pino({ level: 'info' }, { write: (line: string) => void logLines.push(line) });
  const problems = new ProblemDetailsFilter(logger);
  const policy = new AccessPolicy(new TokenVerifier({ jwtSecret: SECRET }), setup.tokenRequired);
  const testing = await Test.createTestingModule({
    controllers: [ThingsController],
    providers: [
      { provide: AccessPolicy, useValue: policy },
      { provide: APP_GUARD, useClass: AccessGuard },
    ],
  }).compile();
  const { trustProxy = false, arrival } = setup;
  const limits = { bodyLimitBytes: BODY_LIMIT_BYTES, ...(arrival && { arrival }) };
  const adapter = createAdapter({ ...limits, trustProxy }, problems);
  const app = testing.createNestApplication<NestFastifyApplication>(adapter, { logger: false });
  const state = { draining: { active: false }, inFlight: new RequestsInFlight() };
  const defaults = { corsOrigins: [], requestTimeoutMs: 30_000 };
  configureHttp(app, { ...defaults, ...setup, ...state, logger, problems });
  await app.init();
  return app;
}

/** An Authorization header's value. */
export function bearer(subject: string, roles: string[]): Promise<string> {
  return new SignJWT({ sub: subject, roles })
    .setProtectedHeader({ alg: 'HS256' })
    .setExpirationTime('5m')
    .sign(new TextEncoder().encode(SECRET))
    .then((token) => `Bearer ${token}`);
}
