import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { RunSize } from './run-scenario';
import { SCENARIOS } from './scenarios';
import type { Scenario } from './scenarios/scenario';

/** What the command line asks for. */
export interface LoadOptions {
  readonly scenario: Scenario;
  readonly size: RunSize;
  /** Folder for report.txt, report.html and warnings.log. */
  readonly out: string;
}

const DEFAULTS = { minutes: 2, rate: 100, users: 500, seed: 1 };

/** How the command is used. */
export const USAGE = `npm run load -- <scenario> [--minutes ${DEFAULTS.minutes}] [--rate ${DEFAULTS.rate}] [--users ${DEFAULTS.users}] [--seed ${DEFAULTS.seed}] [--out folder]

${SCENARIOS.map(({ name, shows }) => `  ${name.padEnd(16)} ${shows}`).join('\n')}

  --minutes  length of the run, without starting and stopping
  --rate     requests a second
  --users    among whom the requests are spread, a few of them much busier than most
  --seed     the same seed sends the same requests at the same times
  --out      folder for the report and the warnings that the service logged; default: a new one in the temporary folder`;

/** @throws Error that says what is wrong, and how it is used. */
export function optionsOf(commandLine: readonly string[]): LoadOptions {
  const { values, positionals } = parseArgs({
    args: [...commandLine],
    allowPositionals: true,
    options: {
      minutes: { type: 'string' },
      rate: { type: 'string' },
      users: { type: 'string' },
      seed: { type: 'string' },
      out: { type: 'string' },
    },
  });
  const [name, ...others] = positionals;
  const scenario = SCENARIOS.find((each) => each.name === name);
  if (!scenario || others.length > 0) throw new Error(`Name one scenario.\n\n${USAGE}`);
  const number = (option: keyof typeof DEFAULTS) => positive(option, values[option]);
  return {
    scenario,
    size: {
      seconds: number('minutes') * 60,
      ratePerSecond: number('rate'),
      users: Math.ceil(number('users')),
      seed: Math.floor(number('seed')),
    },
    out: values.out ?? join(tmpdir(), `strata-load-${scenario.name}-${String(Date.now())}`),
  };
}

function positive(option: keyof typeof DEFAULTS, text = String(DEFAULTS[option])): number {
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw new Error(`--${option} must be a number above 0, not "${text}".\n\n${USAGE}`);
}
