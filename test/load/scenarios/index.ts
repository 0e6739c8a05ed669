import { missStorm } from './miss-storm';
import { redisLost } from './redis-lost';
import { replicaLost } from './replica-lost';
import { rollingRestart } from './rolling-restart';
import type { Scenario } from './scenario';
import { spike } from './spike';
import { steady } from './steady';

export const SCENARIOS: readonly Scenario[] = [
  steady,
  spike,
  missStorm,
  redisLost,
  replicaLost,
  rollingRestart,
];
