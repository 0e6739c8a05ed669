import type { FastifyInstance } from 'fastify';
import { AppError } from '@strata/errors';

const LOOPBACK_HOST = /^(localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?$/i;

/** True when a Host header names this machine itself. */
export function isLoopbackHost(host: string | undefined): boolean {
  return host !== undefined && LOOPBACK_HOST.test(host);
}

/**
 * Refuses requests whose Host is not a loopback name. Without credentials this is what keeps a web
 * page elsewhere from reaching the API through a name that it re-points to 127.0.0.1 (DNS rebinding).
 */
export function attachHostCheck(instance: FastifyInstance): void {
  instance.addHook('onRequest', (request, _reply, done) => {
    done(isLoopbackHost(request.headers.host) ? undefined : new AppError('HOST_NOT_ALLOWED'));
  });
}
