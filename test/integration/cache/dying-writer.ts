import '../../support/module-aliases';
import { openOutboxApp } from './outbox-app';

/**
 * A process that changes a row, invalidates `users:1` in the same transaction, and dies by SIGKILL after
 * COMMIT and before anything is published. Arguments: URLs of database and Redis, the namespace.
 */
async function main([
  ,
  ,
  databaseUrl = '',
  redisUrl = '',
  namespace = '',
]: string[]): Promise<void> {
  const { cache, unitOfWork } = await openOutboxApp(databaseUrl, {
    namespace,
    redis: { url: redisUrl, startTimeoutMs: 10_000 },
  });
  await unitOfWork.transaction(async (manager) => {
    await manager.query(`UPDATE source SET value = 'new'`);
    // Runs before the cache's own hook: hooks run in their order.
    await unitOfWork.afterCommit(() => {
      process.stdout.write('committed\n');
      process.kill(process.pid, 'SIGKILL');
    });
    await cache.delete('users:1');
  });
}

void main(process.argv);
