import { startEmbeddedPostgres } from '@strata/embedded-postgres';
import { quickOptions } from './folders';
import type { OwnerMessage } from './owner-messages';
import { OwnerProcess } from './owner-process';

const CONTENDERS = 4;

/** Starts several processes on the same folder at the same moment. */
async function contend(options: Awaited<ReturnType<typeof quickOptions>>) {
  const owners = Array.from({ length: CONTENDERS }, () => new OwnerProcess({ options }));
  const outcomes = await Promise.all(owners.map((owner) => owner.outcome()));
  return { owners, outcomes };
}

function refusalCodes(outcomes: OwnerMessage[]): string[] {
  return outcomes.flatMap((outcome) => (outcome.kind === 'refused' ? outcome.code : []));
}

const ALL_BUT_ONE = Array<string>(CONTENDERS - 1).fill('EMBEDDED_DATA_DIR_IN_USE');

describe('a data folder', () => {
  it('is refused while another live process owns it, naming that process', async () => {
    const options = await quickOptions();
    const owner = new OwnerProcess({ options });
    await owner.heard('ready');
    try {
      await expect(startEmbeddedPostgres(options)).rejects.toMatchObject({
        code: 'EMBEDDED_DATA_DIR_IN_USE',
        message: expect.stringContaining(`process ${owner.pid}`) as string,
      });
    } finally {
      await owner.end('SIGTERM');
    }
    const server = await startEmbeddedPostgres(options);
    await server.stop();
  });

  it('is given to exactly one of several processes that start at once', async () => {
    const { owners, outcomes } = await contend(await quickOptions());
    expect(refusalCodes(outcomes)).toEqual(ALL_BUT_ONE);
    await Promise.all(owners.map((owner) => owner.end('SIGTERM')));
  });

  it('is given to exactly one of several processes that take over from a killed one', async () => {
    const options = await quickOptions();
    const killed = new OwnerProcess({ options });
    await killed.heard('ready');
    await killed.end('SIGKILL');
    const { owners, outcomes } = await contend(options);
    expect(refusalCodes(outcomes)).toEqual(ALL_BUT_ONE);
    await Promise.all(owners.map((owner) => owner.end('SIGTERM')));
  });
});
