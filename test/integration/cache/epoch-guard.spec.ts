import { Coherence } from '../../../libs/cache/src/coherence/coherence';
import { EpochGuard } from '../../../libs/cache/src/coherence/log/epoch-guard';
import { type TestLog, useLog } from './log-process';

let log: TestLog;
let epoch: string;
useLog((begun, its) => {
  log = begun;
  epoch = its;
});

/** A process that trusts what it has applied, and how often it was told that another log is in force. */
function trusting(applied?: { readonly epoch: string; readonly seq: number }) {
  const coherence = new Coherence(10);
  if (applied !== undefined) coherence.startLog(applied.epoch, applied.seq);
  const onForeignEpoch = jest.fn();
  const guard = new EpochGuard({ coherence, keys: log.keys, onForeignEpoch });
  return { coherence, guard, onForeignEpoch };
}

describe('a process that greets the server of the log', () => {
  it('goes on trusting the log that it knows', async () => {
    const { coherence, guard, onForeignEpoch } = trusting({ epoch, seq: 0 });
    await guard.greet(log.client);
    expect(coherence.trustedUntilMs).toBe(Infinity);
    expect(onForeignEpoch).not.toHaveBeenCalled();
  });

  it('takes no log for another one before it knows any', async () => {
    const { guard, onForeignEpoch } = trusting();
    await guard.greet(log.client);
    expect(onForeignEpoch).not.toHaveBeenCalled();
  });

  it('trusts nothing, and has the log read, when that is another one', async () => {
    const { coherence, guard, onForeignEpoch } = trusting({ epoch: 'before', seq: 0 });
    await guard.greet(log.client);
    expect(coherence.trustedUntilMs).toBe(-Infinity);
    expect(onForeignEpoch).toHaveBeenCalledTimes(1);
  });

  it('trusts nothing, and has the log read, when places are gone that it has applied', async () => {
    const { coherence, guard, onForeignEpoch } = trusting({ epoch, seq: 1 });
    await guard.greet(log.client);
    expect(coherence.trustedUntilMs).toBe(-Infinity);
    expect(onForeignEpoch).toHaveBeenCalledTimes(1);
  });

  it('knows the version of the server', async () => {
    const { guard } = trusting();
    await guard.greet(log.client);
    const version = /redis_version:(\d+)/.exec(await log.client.info('server'))?.[1];
    expect(guard.redisMajor).toBe(Number(version));
  });
});
