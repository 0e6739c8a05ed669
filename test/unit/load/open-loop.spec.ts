import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { deferred } from '../../../libs/cache/src/internal/deferred';
import { Histogram } from '../../load/generator/histogram';
import { driveOpenLoop, MAX_IN_FLIGHT } from '../../load/generator/open-loop';
import { Sender } from '../../load/generator/sender';
import { NOT_SENT, Tally, type Second } from '../../load/generator/tally';
import type { LoadRequest } from '../../load/mix/load-request';
import { nowMs } from '../../soak/cache/clock';

const STALL_MS = 500;
const GAP_MS = 10;
const COUNT = 60;
const REQUEST: LoadRequest = {
  operation: 'look',
  method: 'GET',
  path: '/',
  headers: {},
  expected: [200],
  contains: 'well',
};

describe('the open loop of the load generator', () => {
  let server: Server;
  let sender: Sender;
  let answer: (response: ServerResponse) => unknown;

  beforeEach(async () => {
    answer = (response) => response.end('well');
    server = createServer((_request, response) => void answer(response));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    sender = new Sender(`http://127.0.0.1:${String((server.address() as AddressInfo).port)}`);
  });

  afterEach(async () => {
    sender.close();
    server.close();
    await once(server, 'close');
  });

  async function drive(count: number, gapMs: number, sinceMs = 0): Promise<Second> {
    const tally = new Tally();
    const due = Array.from({ length: count }, (_, index) => index * gapMs);
    const send = () => sender.send(REQUEST);
    await driveOpenLoop({ startAtMs: nowMs() - sinceMs, arrivals: due, send, tally });
    return tally.next();
  }

  it('goes on sending while the server stalls, and charges it with the whole wait of each request', async () => {
    let stalled: Promise<unknown> | undefined;
    let metTheStall = 0;
    const met = deferred<void>();
    answer = async (response) => {
      metTheStall += 1;
      // A closed loop would send one request into the stall, which would then never end.
      if (metTheStall > 5) met.resolve();
      stalled ??= Promise.all([delay(STALL_MS), met.promise]);
      await stalled;
      response.end('well');
    };
    const { answered, errors, latency } = await drive(COUNT, GAP_MS);
    expect({ answered, errors }).toEqual({ answered: COUNT, errors: {} });
    const histogram = Histogram.of([latency]);
    // The first waits 500 ms at least, the next 490, and so on.
    expect(histogram.max).toBeGreaterThan(0.9 * STALL_MS * 1_000);
    expect(histogram.percentile(0.5)).toBeGreaterThan(0.3 * STALL_MS * 1_000);
    expect(histogram.percentile(0.9)).toBeGreaterThan(0.7 * STALL_MS * 1_000);
  });

  it('charges what was sent late with the whole time since it was due, and tells how late it was', async () => {
    const { answered, latency, lateness } = await drive(5, 0, STALL_MS);
    expect(answered).toBe(5);
    expect(Histogram.of([latency]).percentile(0)).toBeGreaterThanOrEqual(STALL_MS * 1_000);
    expect(Histogram.of([lateness]).percentile(0)).toBeGreaterThanOrEqual(STALL_MS * 1_000);
  });

  it('does not send beyond its bound, and counts that as an error', async () => {
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    const tally = new Tally();
    const arrivals = Array.from({ length: MAX_IN_FLIGHT + 5 }, () => 0);
    const send = () => released.then(() => undefined);
    const driven = driveOpenLoop({ startAtMs: nowMs(), arrivals, send, tally });
    while (tally.inFlight < MAX_IN_FLIGHT) await delay(1);
    await delay(20);
    release();
    await driven;
    const { due, answered, errors } = tally.next();
    expect({ due, answered, errors }).toEqual({
      due: MAX_IN_FLIGHT + 5,
      answered: MAX_IN_FLIGHT,
      errors: { [NOT_SENT]: 5 },
    });
  });

  it('tells errors apart: by status and code, of another content, of a broken connection', async () => {
    const faults: ((response: ServerResponse) => unknown)[] = [
      (response) => response.writeHead(503).end('{"code":"POOL_EXHAUSTED"}'),
      (response) => response.end('of somebody else'),
      (response) => response.socket?.destroy(),
      (response) => response.end('well'),
    ];
    answer = (response) => faults.shift()?.(response);
    // One after the other: the third is on a connection that was used before, and is sent once more.
    const ends = [await sender.send(REQUEST), await sender.send(REQUEST)];
    ends.push(await sender.send(REQUEST));
    expect(ends).toEqual(['503 POOL_EXHAUSTED (look)', 'wrong answer (look)', undefined]);
    expect(sender.repeated).toBe(1);
    answer = (response) => response.socket?.destroy();
    expect(await sender.send(REQUEST)).toBe('ECONNRESET (look)');
  });

  it('counts failures as no latency, since they may be quick', async () => {
    answer = (response) => response.writeHead(500).end();
    const { answered, errors, latency } = await drive(3, 1);
    expect({ answered, errors }).toEqual({ answered: 0, errors: { '500 (look)': 3 } });
    expect(Histogram.of([latency]).count).toBe(0);
  });
});
