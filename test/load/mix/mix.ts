import type { Random } from '../../support/random';
import type { LoadRequest } from './load-request';
import type { Person } from './person';
import { TEXTS } from './texts';
import { authorization } from './tokens';
import { Zipf } from './zipf';

interface Caller extends Person {
  readonly headers: Readonly<Record<string, string>>;
}

type Operation = (caller: Caller, serial: number) => Omit<LoadRequest, 'operation'>;

const OK = [200];
const MADE = [200, 201];
const PAGE = '/api/users?limit=20';

const read =
  (pathOf: (caller: Caller) => string): Operation =>
  (caller) => ({
    method: 'GET',
    path: pathOf(caller),
    headers: caller.headers,
    expected: OK,
    contains: `"${caller.id}"`,
  });

/** A proxy may repeat a write, on another process too, when it carries a key. */
const write = (
  { headers }: Caller,
  serial: number,
  request: Pick<LoadRequest, 'method' | 'path' | 'contains'>,
  body: object,
): Omit<LoadRequest, 'operation'> => ({
  ...request,
  headers: {
    ...headers,
    'content-type': 'application/json',
    'idempotency-key': `load-${String(serial)}`,
  },
  body: JSON.stringify(body),
  expected: MADE,
});

const changeSettings: Operation = (caller, serial) =>
  write(
    caller,
    serial,
    { method: 'PUT', path: `/api/users/${caller.id}/settings`, contains: `"${caller.id}"` },
    { preferences: { theme: serial % 2 === 0 ? 'dark' : 'light', serial } },
  );

const recordActivity: Operation = (caller, serial) =>
  write(
    caller,
    serial,
    { method: 'POST', path: `/api/users/${caller.id}/activities`, contains: '"local_date"' },
    {
      event_id: `load-${String(serial)}`,
      type: 'lesson',
      occurred_at: new Date().toISOString(),
      points: 5,
    },
  );

const analyse: Operation = (caller, serial) =>
  write(
    caller,
    serial,
    { method: 'POST', path: '/api/analysis', contains: `"${caller.id}"` },
    { kind: 'text', content: TEXTS[serial % TEXTS.length] },
  );

/** The standard mix, in requests of a hundred: pages looked at again and again, and one change in ten. */
const WEIGHTS: readonly (readonly [weight: number, name: string, operation: Operation])[] = [
  [30, 'profile', read(({ id }) => `/api/users/${id}`)],
  [10, 'settings', read(({ id }) => `/api/users/${id}/settings`)],
  [12, 'daily stats', read(({ id }) => `/api/users/${id}/stats/daily`)],
  [12, 'summary', read(({ id }) => `/api/users/${id}/stats/summary`)],
  [10, 'analyses', read(({ id }) => `/api/user/${id}/analyses`)],
  [6, 'analysis', read(({ analysisId }) => `/api/analysis/${analysisId}`)],
  [3, 'change of settings', changeSettings],
  [3, 'activity', recordActivity],
  [4, 'analysing', analyse],
];
/** The rest: an administrator's list of users, the one read that replicas answer. */
const LISTS = 10;
const TOTAL = WEIGHTS.reduce((sum, [weight]) => sum + weight, LISTS);

/** The requests of a run, one after the other, as its seed has them. */
export class Mix {
  readonly #random: Random;
  readonly #callers: readonly Caller[];
  readonly #users: Zipf;
  readonly #list: LoadRequest;
  #serial = 0;

  private constructor(callers: readonly Caller[], list: LoadRequest, random: Random) {
    this.#callers = callers;
    this.#list = list;
    this.#random = random;
    this.#users = new Zipf(callers.length, random);
  }

  /** @param secret with which the service checks tokens. */
  static async of(people: readonly Person[], secret: string, random: Random): Promise<Mix> {
    const callers = people.map(async (person) => ({
      ...person,
      headers: await authorization(secret, person.id, 'user'),
    }));
    const headers = await authorization(secret, 'load-auditor', 'admin');
    const list = {
      method: 'GET',
      path: PAGE,
      headers,
      expected: OK,
      contains: '"data":[{',
    } as const;
    return new Mix(await Promise.all(callers), { operation: 'users', ...list }, random);
  }

  next(): LoadRequest {
    this.#serial += 1;
    const caller = this.#callers[this.#users.next()];
    if (!caller) throw new Error('the mix needs users');
    let drawn = this.#random.below(TOTAL);
    for (const [weight, operation, request] of WEIGHTS) {
      if (drawn < weight) return { operation, ...request(caller, this.#serial) };
      drawn -= weight;
    }
    return this.#list;
  }
}
