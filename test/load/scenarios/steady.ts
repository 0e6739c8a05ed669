import { EVEN_PHASES, type Scenario } from './scenario';

export const steady: Scenario = {
  name: 'steady',
  shows: 'one rate throughout: latencies, errors and memory over a long time',
  processes: 1,
  phases: EVEN_PHASES,
  events: [],
};
