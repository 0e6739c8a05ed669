import { integer } from '../kinds/integer';
import { setting } from '../engine/setting';

const limit = integer(0, 1_000_000_000);
const unit = 'requests per minute; 0: no limit';

/** How much one caller may ask. The defaults stop only who takes what a whole process can give. */
export const RATE_LIMIT_SETTINGS = {
  readsPerMinute: setting({
    name: 'RATE_LIMIT_READS',
    group: 'Rate limits',
    kind: limit,
    description:
      'Reads of one caller: the subject of its token, else its address. Counted in Redis for all ' +
      'processes, without Redis per process. Answers from memory are not counted.',
    unit,
    default: 1_000_000,
  }),
  writesPerMinute: setting({
    name: 'RATE_LIMIT_WRITES',
    group: 'Rate limits',
    kind: limit,
    description: 'Writes of one caller.',
    unit,
    default: 300_000,
  }),
  analysesPerMinute: setting({
    name: 'RATE_LIMIT_ANALYSIS',
    group: 'Rate limits',
    kind: limit,
    description: 'Analyses that one caller asks for.',
    unit,
    default: 120_000,
  }),
  adminPerMinute: setting({
    name: 'RATE_LIMIT_ADMIN',
    group: 'Rate limits',
    kind: limit,
    description: "Requests of one caller to administrators' routes.",
    unit,
    default: 60_000,
  }),
} as const;
