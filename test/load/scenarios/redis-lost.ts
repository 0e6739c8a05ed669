import { EVEN_PHASES, type Scenario } from './scenario';

export const redisLost: Scenario = {
  name: 'redis-lost',
  shows: 'Redis freezes and goes on, is killed (kill -9) and comes back empty',
  processes: 1,
  phases: EVEN_PHASES,
  events: [
    { at: 0.3, label: 'Redis frozen', act: ({ redis }) => redis.pause() },
    { at: 0.45, label: 'Redis goes on', act: ({ redis }) => redis.resume(), restores: 'redisUp' },
    { at: 0.6, label: 'Redis killed', act: ({ redis }) => redis.kill() },
    { at: 0.8, label: 'Redis back', act: ({ redis }) => redis.restart(), restores: 'redisUp' },
  ],
};
