import type { AnalysisAnswer } from '@strata/analysis';
import { Client } from 'pg';
import { eventually } from '../../support/eventually';
import { WAITING_LOCKS } from '../../support/waiting-locks';
import { AnalysisDomain, requestOf } from './domain';

const IN_USE = { code: 'IDEMPOTENCY_KEY_IN_USE', retryAfterSeconds: 1 };
const REUSED = { code: 'IDEMPOTENCY_KEY_REUSED' };
const CLAIMS = 'production.analysis_claims';
const SESSIONS = 'production.analysis_sessions';

describe('an Idempotency-Key in use, in two processes', () => {
  let domain: AnalysisDomain;
  let open: () => void;
  beforeAll(async () => {
    domain = await AnalysisDomain.start({ nodes: 2 });
  });
  afterAll(() => domain.stop());
  beforeEach(async () => {
    await domain.clear();
    domain.analyser.gate = new Promise((resolve) => (open = resolve));
  });
  afterEach(() => open());

  const analyse = (node: number, title: string, userId = 'ada') =>
    domain.node(node).analysis.analyse(requestOf(userId, { title }), 'key');

  /** Begins a request, which takes the key, and ends when the analyser does. */
  async function begin(node = 0): Promise<{ readonly answer: Promise<AnalysisAnswer> }> {
    const answer = analyse(node, 'One');
    await eventually(async () =>
      expect(await domain.count(`${CLAIMS} WHERE claimed_until > now()`)).toBe(1),
    );
    return { answer };
  }

  /** As when the process was killed, and its time is over. */
  const expire = () =>
    domain.sql(`UPDATE ${CLAIMS} SET claimed_until = now() - interval '1 second'`);

  it('refuses fifty others meanwhile, the same or not, and repeats its answer to them then', async () => {
    const { answer } = await begin();
    const others = await Promise.allSettled(
      Array.from({ length: 50 }, (_, n) => analyse(n % 2, n < 40 ? 'One' : 'Other')),
    );
    for (const other of others) {
      expect(other).toMatchObject({ status: 'rejected', reason: IN_USE });
    }
    open();
    const given = await answer;
    expect(given.source).toBe('processed');
    expect(await Promise.all([0, 1].map((node) => analyse(node, 'One')))).toEqual([given, given]);
    await expect(analyse(1, 'Other')).rejects.toMatchObject(REUSED);
    expect(domain.analyser.calls).toBe(1);
    expect(await domain.count(CLAIMS)).toBe(0);
  });

  it('lets one of fifty that come at once through, whichever process gets it', async () => {
    const answers = Array.from({ length: 50 }, (_, n) => analyse(n % 2, 'One'));
    const settled = Promise.allSettled(answers);
    await eventually(() => expect(domain.analyser.calls).toBe(1));
    const refused = answers.map((answer) => answer.catch((error: unknown) => error));
    await Promise.race(refused);
    open();
    const outcomes = await settled;
    const given = outcomes.filter(({ status }) => status === 'fulfilled');
    for (const one of given) expect(one).toEqual(given[0]);
    for (const other of outcomes.filter(({ status }) => status === 'rejected')) {
      expect(other).toMatchObject({ reason: IN_USE });
    }
    expect(given).not.toEqual([]);
    expect(domain.analyser.calls).toBe(1);
    expect(await domain.count(SESSIONS)).toBe(1);
  });

  it('is in use by its owner alone', async () => {
    const { answer } = await begin();
    const ofBob = analyse(1, 'Of Bob', 'bob');
    open();
    expect((await ofBob).analysis.userId).toBe('bob');
    await answer;
  });

  it('is free at once when the request fails', async () => {
    const { answer } = await begin();
    domain.analyser.failure = new Error('no');
    open();
    await expect(answer).rejects.toThrow('no');
    expect(await domain.count(CLAIMS)).toBe(0);
    domain.analyser.failure = undefined;
    expect((await analyse(1, 'Other')).source).toBe('processed');
  });

  it('is free when its time is over; who was late gives the same answer', async () => {
    const { answer: late } = await begin(0);
    await expire();
    const { answer } = await begin(1);
    open();
    const [one, other] = await Promise.all([late, answer]);
    expect(one).toEqual(other);
    expect(await domain.count(SESSIONS)).toBe(1);
    expect(await domain.count(CLAIMS)).toBe(0);
  });

  it('stays with whoever took it over when the late one fails', async () => {
    domain.analyser.failure = new Error('no');
    const { answer: late } = await begin();
    await expire();
    await domain.sql(`UPDATE ${CLAIMS} SET claimed_until = now() + interval '1 minute'`);
    open();
    await expect(late).rejects.toThrow('no');
    await expect(analyse(1, 'One')).rejects.toMatchObject(IN_USE);
  });

  it.each([
    ['the same request is given that answer', 'One', { status: 'fulfilled' }],
    ['another is refused and not processed', 'Other', { status: 'rejected', reason: REUSED }],
  ])('that was answered between look-up and claim: %s', async (_what, title, outcome) => {
    open();
    const given = await analyse(0, 'One');
    const rename = (from: string, to: string) =>
      domain.sql(
        `UPDATE production.analysis_requests SET idempotency_key = $2
        WHERE idempotency_key = $1`,
        [from, to],
      );
    await rename('key', 'hidden');
    const blocker = await lockClaims();
    const repeated = Promise.allSettled([analyse(1, title)]);
    const waiting = `${WAITING_LOCKS} AND relation = '${CLAIMS}'::regclass`;
    await eventually(async () => expect(await domain.count(waiting)).toBe(1));
    await rename('hidden', 'key');
    await blocker.query('COMMIT');
    await blocker.end();
    expect(await repeated).toMatchObject([outcome]);
    expect(await analyse(0, 'One')).toEqual(given);
    expect(domain.analyser.calls).toBe(1);
    expect(await domain.count(CLAIMS)).toBe(0);
  });

  it('is forgotten with its owner', async () => {
    const { answer } = await begin();
    await domain.node(1).users.create({ id: 'ada', email: 'ada@example.com', displayName: 'Ada' });
    await domain.node(1).users.delete('ada');
    expect(await domain.count(CLAIMS)).toBe(0);
    open();
    await answer;
  });

  /** A session before whose end nobody claims a key. */
  async function lockClaims(): Promise<Client> {
    const client = new Client(domain.url);
    await client.connect();
    await client.query(`BEGIN; LOCK TABLE ${CLAIMS} IN SHARE MODE`);
    return client;
  }
});
