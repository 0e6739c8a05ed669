import { EVEN_PHASES, type Scenario } from './scenario';

export const replicaLost: Scenario = {
  name: 'replica-lost',
  shows: 'the only replica freezes and goes on, is killed (kill -9) and made anew',
  processes: 1,
  phases: EVEN_PHASES,
  events: [
    { at: 0.3, label: 'replica frozen', act: ({ replica }) => replica.freeze() },
    {
      at: 0.45,
      label: 'replica goes on',
      act: ({ replica }) => replica.thaw(),
      restores: 'replicaUp',
    },
    { at: 0.6, label: 'replica killed', act: ({ replica }) => replica.kill() },
    {
      at: 0.8,
      label: 'replica made anew',
      act: ({ replica }) => replica.rebuild(),
      restores: 'replicaUp',
    },
  ],
};
