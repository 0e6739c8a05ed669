import type { DatabaseEvents } from '@strata/database';
import type { PlatformLogger } from '../platform-logger';
import { errorFields } from './error-fields';
import { RepeatLimit } from './repeat-limit';

/** Writes how the pools are set up and closed, and what goes wrong with connections. */
export function logDatabaseEvents(
  events: Pick<DatabaseEvents, 'on'>,
  logger: PlatformLogger,
): void {
  logPools(events, logger);
  logReplicas(events, logger);
  logLeaks(events, logger);
  logRefusals(events, logger);
  logSlowQueries(events, logger);
  events.on('primary_promoted', ({ timeline }) => {
    logger.warn({ timeline }, 'primary_promoted');
  });
  events.on('after_commit_failed', ({ error }) => {
    logger.error(errorFields(error), 'after_commit_failed');
  });
}

function logPools(events: Pick<DatabaseEvents, 'on'>, logger: PlatformLogger): void {
  events.on('pool_configuration', (pool) => {
    logger.info(
      {
        server: pool.server,
        role: pool.role,
        application_name: pool.applicationName,
        size: pool.size,
        max_overflow: pool.maxOverflow,
        checkout_timeout_ms: pool.checkoutTimeoutMs,
        recycle_seconds: pool.recycleSeconds,
        pre_ping: pool.prePing,
        total_connections: pool.totalConnections,
      },
      'pool_configuration',
    );
  });
  events.on('pool_resized', ({ server, from, to, meanWaitMs, meanInUse }) => {
    const fields = { server, from, to, mean_wait_ms: meanWaitMs, mean_in_use: meanInUse };
    logger.info(fields, 'pool_resized');
  });
  events.on('connection_limit', ({ server, available, wanted, maxConnections, reserved }) => {
    if (wanted <= available) return;
    const fields = { server, wanted, available, max_connections: maxConnections, reserved };
    logger.warn(fields, 'too_many_connections_configured');
  });
  events.on('pool_closed', ({ server, role, totalCheckouts, abandoned }) => {
    const fields = { server, role, total_checkouts: totalCheckouts, abandoned };
    if (abandoned > 0) logger.warn(fields, 'pool_closed');
    else logger.info(fields, 'pool_closed');
  });
}

function logLeaks(events: Pick<DatabaseEvents, 'on'>, logger: PlatformLogger): void {
  events.on('connection_leaked', ({ server, heldMs, route, calls }) => {
    logger.warn({ server, held_ms: Math.round(heldMs), route, calls }, 'connection_leaked');
  });
}

/** The same method may be slow a thousand times: one line with a plan, one in ten seconds without. */
function logSlowQueries(events: Pick<DatabaseEvents, 'on'>, logger: PlatformLogger): void {
  const limit = new RepeatLimit();
  events.on('slow_query', ({ server, method, durationMs, failed, plan, planFailure }) => {
    const duration_ms = Math.round(durationMs);
    const told = { server, method, duration_ms, failed, plan, plan_failure: planFailure };
    const kind = plan === undefined ? '' : ' planned';
    limit.pass(`slow ${server} ${String(method)}${kind}`, (suppressed) => {
      logger.warn({ ...told, suppressed }, 'slow_query');
    });
  });
}

function logReplicas(events: Pick<DatabaseEvents, 'on'>, logger: PlatformLogger): void {
  events.on('replica_down', ({ server, state, reason }) => {
    logger.warn({ server, state, reason }, 'replica_down');
  });
  events.on('replica_up', ({ server }) => {
    logger.info({ server }, 'replica_up');
  });
}

function logRefusals(events: Pick<DatabaseEvents, 'on'>, logger: PlatformLogger): void {
  const limit = new RepeatLimit();
  events.on('checkout_failed', ({ server, waitMs, code }) => {
    limit.pass(`checkout ${server} ${code}`, (suppressed) => {
      logger.warn({ server, code, wait_ms: Math.round(waitMs), suppressed }, 'checkout_failed');
    });
  });
  events.on('connection_failed', ({ server, reason }) => {
    limit.pass(`connection ${server} ${reason}`, (suppressed) => {
      logger.warn({ server, reason, suppressed }, 'connection_failed');
    });
  });
  events.on('connection_discarded', ({ server, reason }) => {
    limit.pass(`discarded ${server} ${reason}`, (suppressed) => {
      logger.warn({ server, reason, suppressed }, 'connection_discarded');
    });
  });
}
