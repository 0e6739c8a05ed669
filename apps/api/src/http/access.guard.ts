import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { AccessPolicy } from './access-policy';

/** Has {@link AccessPolicy} decide about every request that Nest runs. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(private readonly policy: AccessPolicy) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    return this.policy.admit(request, {
      handler: context.getHandler(),
      controller: context.getClass(),
    });
  }
}
