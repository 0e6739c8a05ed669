import { EVEN_PHASES, type Scenario } from './scenario';

export const missStorm: Scenario = {
  name: 'miss-storm',
  shows: 'everything cached is invalidated at once, at full rate; then Redis is emptied as well',
  processes: 1,
  phases: EVEN_PHASES,
  events: [
    { at: 0.4, label: 'all invalidated', act: (stand) => stand.clearCache() },
    {
      at: 0.7,
      label: 'Redis emptied, all invalidated',
      act: async (stand) => {
        await stand.emptyRedis();
        await stand.clearCache();
      },
    },
  ],
};
