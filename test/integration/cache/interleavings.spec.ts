import { RedisServer } from '../../support/redis/redis-server';
import { runInterleavings } from '../../support/interleavings/interleavings';

/** `npm run test:interleavings` runs 10,000. */
const HISTORIES = 40;

it('serves nothing whose invalidation the process has applied, in whatever order Redis answers', async () => {
  const redis = await RedisServer.start();
  try {
    await runInterleavings(redis.url, HISTORIES);
  } finally {
    await redis.stop();
  }
});
