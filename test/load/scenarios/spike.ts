import type { Scenario } from './scenario';

export const spike: Scenario = {
  name: 'spike',
  shows: 'five times the rate for a sixth of the time',
  processes: 1,
  phases: [
    { name: 'warm-up', share: 0.15 },
    { name: 'before', share: 0.3 },
    { name: 'five times the rate', share: 1 / 6, rateFactor: 5 },
    { name: 'back to the rate', share: 1 - 0.15 - 0.3 - 1 / 6 },
  ],
  events: [],
};
