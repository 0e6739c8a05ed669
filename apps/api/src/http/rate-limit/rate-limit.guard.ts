import { Inject, Injectable, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import {
  InjectThrottlerOptions,
  InjectThrottlerStorage,
  ThrottlerGuard,
  ThrottlerStorage,
  type ThrottlerModuleOptions,
  type ThrottlerRequest,
} from '@nestjs/throttler';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '@strata/errors';
import { AccessGuard } from '../access.guard';
import { callerOf } from '../caller';
import { setRateLimitHeaders } from './rate-limit-headers';
import { routeClassOf } from './route-class';

/**
 * Lets the access guard decide, and counts every request, for its caller where that is known, else for its address:
 * who tries tokens is counted too, and is told 429 instead of 401 in the end.
 */
@Injectable()
export class RateLimitGuard extends ThrottlerGuard {
  constructor(
    @InjectThrottlerOptions() options: ThrottlerModuleOptions,
    @InjectThrottlerStorage() storage: ThrottlerStorage,
    @Inject(Reflector) reflector: Reflector,
    private readonly access: AccessGuard,
  ) {
    super(options, storage, reflector);
  }

  override async canActivate(context: ExecutionContext): Promise<boolean> {
    const refusal = await this.#refusal(context);
    await super.canActivate(context);
    if (refusal !== undefined) throw refusal.reason;
    return true;
  }

  /** The subject of the token, else the address; of IPv6 the network, which is what one customer has. */
  protected override async getTracker(request: FastifyRequest): Promise<string> {
    const caller = callerOf(request);
    return caller ? `caller ${caller.subject}` : `address ${await super.getTracker(request)}`;
  }

  /** As the package does it, with standard headers and the catalogue's error. */
  protected override async handleRequest(props: ThrottlerRequest): Promise<boolean> {
    const { context, limit, ttl, throttler, blockDuration, getTracker, generateKey } = props;
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const name = throttler.name ?? 'default';
    const key = generateKey(context, await getTracker(request, context), name);
    const { totalHits, timeToExpire, isBlocked } = await this.storageService.increment(
      key,
      ttl,
      limit,
      blockDuration,
      name,
    );
    setRateLimitHeaders(http.getResponse<FastifyReply>(), {
      routeClass: routeClassOf(this.reflector, context),
      limit,
      windowSeconds: ttl / 1000,
      remaining: Math.max(0, limit - totalHits),
      resetSeconds: timeToExpire,
    });
    if (isBlocked) throw new AppError('RATE_LIMITED', { retryAfterSeconds: timeToExpire });
    return true;
  }

  async #refusal(context: ExecutionContext): Promise<{ readonly reason: unknown } | undefined> {
    try {
      await this.access.canActivate(context);
      return undefined;
    } catch (reason) {
      return { reason };
    }
  }
}
