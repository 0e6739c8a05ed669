import { randomBytes } from 'node:crypto';
import { link, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EmbeddedPostgresError } from './embedded-postgres-error';
import { processIdentity } from './process-identity';
import { unless } from './system-error';

/** Content of an owner file; without an identity when its owner has let go. */
interface OwnerRecord {
  readonly pid: number;
  readonly identity?: string;
}

const FILE_NAME = /^owner-(\d+)\.json$/;
/** A round is lost only to another contender, so that many in a row mean something else is wrong. */
const MAX_ROUNDS = 100;

function isOwnerRecord(value: unknown): value is OwnerRecord {
  return (
    typeof value === 'object' && value !== null && 'pid' in value && typeof value.pid === 'number'
  );
}

/** A file that cannot be read was torn by a power cut: nobody owns it. */
function parseRecord(text: string): OwnerRecord | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isOwnerRecord(value) ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

async function livingOwner(file: string): Promise<number | undefined> {
  const record = parseRecord((await unless(['ENOENT'], readFile(file, 'utf8'))) ?? '');
  if (record?.identity === undefined) return undefined;
  return (await processIdentity(record.pid)) === record.identity ? record.pid : undefined;
}

/**
 * Says which process owns a folder. The owner is the process named in the file with the highest number, as long
 * as it lives. Taking over means creating the next number, which only one contender can; the highest file is
 * never deleted, so that a slow contender who creates a lower one sees that it has lost.
 */
export class OwnerLock {
  readonly #folder: string;
  readonly #number: number;

  private constructor(folder: string, number: number) {
    this.#folder = folder;
    this.#number = number;
  }

  /** Throws EMBEDDED_DATA_DIR_IN_USE when another live process, or another server of this one, is the owner. */
  static async acquire(folder: string): Promise<OwnerLock> {
    for (let round = 0; round < MAX_ROUNDS; round += 1) {
      const last = Math.max(0, ...(await numbersIn(folder)));
      const owner = last === 0 ? undefined : await livingOwner(fileOf(folder, last));
      if (owner !== undefined) throw inUse(folder, `process ${owner}`);
      if (await claim(folder, last + 1)) return new OwnerLock(folder, last + 1);
    }
    throw inUse(folder, 'processes that keep starting');
  }

  /** Lets go; the next owner need not wait for this process to end. */
  async release(): Promise<void> {
    const draft = await writeDraft(this.#folder, { pid: process.pid });
    await rename(draft, fileOf(this.#folder, this.#number));
  }
}

function inUse(folder: string, owner: string): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'EMBEDDED_DATA_DIR_IN_USE',
    `The embedded PostgreSQL in ${folder} is in use by ${owner}. Stop that one first, or use another data folder.`,
  );
}

function fileOf(folder: string, number: number): string {
  return join(folder, `owner-${number}.json`);
}

async function numbersIn(folder: string): Promise<number[]> {
  const numbers = (await readdir(folder)).map((name) => Number(FILE_NAME.exec(name)?.[1]));
  return numbers.filter((number) => !Number.isNaN(number));
}

async function writeDraft(folder: string, record: OwnerRecord): Promise<string> {
  const draft = join(folder, `owner-draft-${randomBytes(8).toString('hex')}`);
  await writeFile(draft, JSON.stringify(record), { flag: 'wx', mode: 0o600 });
  return draft;
}

/** True when this process now holds `number` and nobody a higher one. The file appears with its whole content. */
async function claim(folder: string, number: number): Promise<boolean> {
  const identity = await processIdentity(process.pid);
  const draft = await writeDraft(folder, { pid: process.pid, ...(identity && { identity }) });
  try {
    const created = await unless(
      ['EEXIST'],
      link(draft, fileOf(folder, number)).then(() => true),
    );
    if (created !== true) return false;
    return await settle(folder, number);
  } finally {
    await rm(draft, { force: true });
  }
}

async function settle(folder: string, number: number): Promise<boolean> {
  const numbers = await numbersIn(folder);
  const isHighest = Math.max(...numbers) === number;
  const outdated = isHighest ? numbers.filter((other) => other < number) : [number];
  await Promise.all(outdated.map((other) => rm(fileOf(folder, other), { force: true })));
  return isHighest;
}
