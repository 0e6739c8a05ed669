import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OwnerLock } from './owner-lock';
import { processIdentity } from './process-identity';

describe('OwnerLock', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'owner-lock-'));
  });

  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  async function leaveRecord(number: number, record: unknown): Promise<void> {
    await writeFile(join(folder, `owner-${number}.json`), JSON.stringify(record));
  }

  const IN_USE = { code: 'EMBEDDED_DATA_DIR_IN_USE' };

  it('is refused while a live process holds it', async () => {
    await OwnerLock.acquire(folder);
    await expect(OwnerLock.acquire(folder)).rejects.toMatchObject(IN_USE);
  });

  it('can be acquired again after release', async () => {
    const first = await OwnerLock.acquire(folder);
    await first.release();
    await OwnerLock.acquire(folder);
    await expect(OwnerLock.acquire(folder)).rejects.toMatchObject(IN_USE);
  });

  it('is taken over from a dead process', async () => {
    await leaveRecord(7, { pid: 2 ** 22 + 1, identity: 'boot:1' });
    await OwnerLock.acquire(folder);
    expect(await readdir(folder)).toEqual(['owner-8.json']);
  });

  it('is taken over when the id of a dead owner was given to another process', async () => {
    await leaveRecord(1, { pid: process.pid, identity: 'boot:1' });
    await expect(OwnerLock.acquire(folder)).resolves.toBeDefined();
  });

  it('is taken over when the record was torn', async () => {
    await writeFile(join(folder, 'owner-1.json'), '{"pid":');
    await expect(OwnerLock.acquire(folder)).resolves.toBeDefined();
  });

  it('is given to exactly one of many at once, also when a dead owner left it', async () => {
    await leaveRecord(3, { pid: process.pid, identity: 'boot:1' });
    const attempts = Array.from({ length: 20 }, () => OwnerLock.acquire(folder));
    const settled = await Promise.allSettled(attempts);
    expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await readdir(folder)).toHaveLength(1);
  });

  it('is not had by a contender so slow that a later owner came between', async () => {
    const identity = await processIdentity(process.pid);
    await leaveRecord(5, { pid: process.pid, identity });
    await leaveRecord(4, { pid: process.pid, identity: 'boot:1' });
    await expect(OwnerLock.acquire(folder)).rejects.toMatchObject(IN_USE);
  });
});
