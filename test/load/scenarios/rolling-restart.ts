import { EVEN_PHASES, type Scenario } from './scenario';

export const rollingRestart: Scenario = {
  name: 'rolling-restart',
  shows: 'two processes behind nginx, restarted one after the other',
  processes: 2,
  phases: EVEN_PHASES,
  events: [
    { at: 0.3, label: 'process 1 restarted', act: (stand) => stand.restart(0) },
    { at: 0.6, label: 'process 2 restarted', act: (stand) => stand.restart(1) },
  ],
};
