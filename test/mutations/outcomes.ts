import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { Mutation, SpecMutation } from './mutation';

/** Histories within which the interleavings have to find a missing check. */
const HISTORIES = '10000';

const ROOT = join(__dirname, '../..');
const HOOK = join(__dirname, 'mutating-hook.js');
const INTERLEAVINGS = join(ROOT, 'test/support/interleavings/run.ts');
const JEST = join(ROOT, 'node_modules/jest/bin/jest.js');
const CONFIG = join(__dirname, 'jest.config.js');
const TIMED_OUT = 'Exceeded timeout';
const SPECIAL = /[.*+?^${}()|[\]\\]/g;

/** What is used of Jest's report. */
interface Report {
  readonly testResults: readonly {
    readonly message: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

interface Said {
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the interleavings with one check left out. Resolves to what became of it. */
export async function outcomeOfInterleavings(mutation: Mutation): Promise<string> {
  const { stderr } = await runWithout(mutation, ['-r', HOOK, INTERLEAVINGS, HISTORIES]);
  const verdict = /Served (\d+|nothing), and [^.]*/.exec(stderr)?.[0];
  if (verdict === undefined) return `NOT CAUGHT ${stderr.slice(0, 200)}`;
  return `caught after ${/after (\d+) tests?/.exec(stderr)?.[1] ?? '?'} histories ("${verdict}")`;
}

/** Runs one test with one check left out. Only the failure of that test counts: it has to have run. */
export async function outcomeOfSpec(mutation: SpecMutation): Promise<string> {
  const { spec, test } = mutation;
  const project = spec.startsWith('libs/') ? 'unit' : 'services';
  const pattern = `^${test.replace(SPECIAL, '\\$&')}$`;
  const which = [
    '--selectProjects',
    project,
    '--testNamePattern',
    pattern,
    '--runTestsByPath',
    spec,
  ];
  const { stdout, stderr } = await runWithout(mutation, [
    ...[JEST, '--config', CONFIG, '--json', '--runInBand', '--testTimeout', '60000'],
    ...which,
  ]);
  return verdictOn(mutation, stdout) ?? `NOT CAUGHT ${whatWentWrong(stdout, stderr)}`;
}

function verdictOn({ spec, test }: SpecMutation, stdout: string): string | undefined {
  const tests = reportIn(stdout)?.testResults.flatMap((file) => file.assertionResults);
  const failed = tests?.find(({ fullName, status }) => fullName === test && status === 'failed');
  const message = failed?.failureMessages.join('\n');
  // What only takes too long is not known to be wrong.
  if (message === undefined || message.includes(TIMED_OUT)) return undefined;
  return `caught by ${spec}, "${test}" (${essenceOf(message)})`;
}

/** The assertion's own words, without the colours and the stack. */
function essenceOf(message: string): string {
  const lines = stripVTControlCharacters(message).split('\n');
  const said = lines.filter((line) => /^\s*(Expected|Received)\b|^[-+] +"/.test(line));
  return (said.length > 0 ? said : lines.slice(0, 1)).map((line) => line.trim()).join(', ');
}

function whatWentWrong(stdout: string, stderr: string): string {
  const messages = reportIn(stdout)?.testResults.map(({ message }) => message) ?? [stderr];
  return messages.join(' ').slice(0, 300);
}

function reportIn(stdout: string): Report | undefined {
  const json = stdout.split('\n').find((line) => line.startsWith('{'));
  // Only Jest writes such a line.
  return json === undefined ? undefined : (JSON.parse(json) as Report);
}

async function runWithout(
  { file, text, replacement }: Mutation,
  args: readonly string[],
): Promise<Said> {
  const child = spawn(process.execPath, args, {
    cwd: ROOT,
    env: { ...process.env, MUTATION: JSON.stringify([file, text, replacement]) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (part: string) => (said.stdout += part));
  child.stderr.setEncoding('utf8').on('data', (part: string) => (said.stderr += part));
  await once(child, 'close');
  return said;
}
