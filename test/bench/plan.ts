import { parseArgs } from 'node:util';

/** How much is measured. */
export interface Plan {
  /** How often every subject is measured; the subjects take turns. */
  readonly rounds: number;
  /** Length of one measurement, in seconds. */
  readonly seconds: number;
  /** Load before the first measurement of a subject, in seconds. */
  readonly warmUpSeconds: number;
  /** Connections that the load generator keeps open. */
  readonly connections: number;
  /** Folder for a CPU profile of Strata, which slows it down; default: none is taken. */
  readonly profileDir: string | undefined;
}

// On one core, the compiler takes seconds to optimise a service with many packages.
const FULL = { rounds: 5, seconds: 3, warmUpSeconds: 4 };
const QUICK = { rounds: 3, seconds: 1, warmUpSeconds: 3 };
const CONNECTIONS = 32;

/**
 * Reads `--quick`, `--rounds n`, `--seconds n` and `--profile folder`.
 * @throws Error on anything else.
 */
export function planFrom(commandLine: readonly string[]): Plan {
  const { values } = parseArgs({
    args: [...commandLine],
    options: {
      quick: { type: 'boolean' },
      rounds: { type: 'string' },
      seconds: { type: 'string' },
      profile: { type: 'string' },
    },
  });
  const preset = values.quick ? QUICK : FULL;
  return {
    ...preset,
    connections: CONNECTIONS,
    rounds: positive('rounds', values.rounds) ?? preset.rounds,
    seconds: positive('seconds', values.seconds) ?? preset.seconds,
    profileDir: values.profile,
  };
}

function positive(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 60) {
    throw new Error(`--${name} must be a whole number from 1 to 60, not "${text}"`);
  }
  return value;
}
