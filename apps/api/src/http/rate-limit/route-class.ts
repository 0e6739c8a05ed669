import { SetMetadata, type ExecutionContext } from '@nestjs/common';
import type { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { ACCESS_RULE, type AccessRule } from '../access';

/** Kinds of routes that are limited each by itself. */
export type RouteClass = 'reads' | 'writes' | 'analysis' | 'admin';

const ROUTE_CLASS = 'strata:route-class';
const READS: ReadonlySet<string> = new Set(['GET', 'HEAD']);

/** Declares a route whose requests are counted as analyses: one costs as much as many others. */
export const CountsAsAnalysis = (): MethodDecorator =>
  SetMetadata(ROUTE_CLASS, 'analysis' satisfies RouteClass);

/** The class of a route: as it declares, else by who may use it, else by its method. */
export function routeClassOf(reflector: Reflector, context: ExecutionContext): RouteClass {
  const declared = reflector.get<RouteClass | undefined>(ROUTE_CLASS, context.getHandler());
  if (declared !== undefined) return declared;
  const targets = [context.getHandler(), context.getClass()];
  const rule = reflector.getAllAndOverride<AccessRule | undefined>(ACCESS_RULE, targets);
  if (rule?.kind === 'admin' || rule?.kind === 'adminInPerson') return 'admin';
  const { method } = context.switchToHttp().getRequest<FastifyRequest>();
  return READS.has(method) ? 'reads' : 'writes';
}
