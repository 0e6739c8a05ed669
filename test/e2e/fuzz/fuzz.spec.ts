import type { AddressInfo } from 'node:net';
import * as fc from 'fast-check';
import { ApiKeysService, type CreatedApiKey } from '@strata/api-keys';
import { bearer, startTestApp, type TestApp } from '../../support/app';
import { apiDocument, type ApiDocument, type Operation } from '../../support/api-operations';
import { eventually } from '../../support/eventually';
import { PLANTED_SECRET, plantUser, type PlantedUser } from '../../support/planted-user';
import { DocumentedAnswers } from './documented-answer';
import { Exchange, type Answer } from './exchange';
import { hostileRequest, type HostileRequest } from './hostile-request';
import { impossibleRows, rowsOf, rowsOfOthers } from './stored-rows';

/** Few enough for every test run; `npm run fuzz` sends more. */
const REQUESTS = Number(process.env.FUZZ_REQUESTS ?? 4_000);
/** The same seed sends the same requests. */
const SEED = Number(process.env.FUZZ_SEED ?? 1);
/** Of each hundred requests this many are an admin's, who may see and change everything. */
const OF_ADMIN = 0.25;
/** The attacker may have deleted its own user; half of what it sends needs one. */
const RESTORED_EVERY = 25;
const TIME_LIMIT_MS = 300_000 + REQUESTS * 60;

/** Chance hardly ever gets these right (four lists of names; an id with its owner): openapi.spec.ts calls them. */
const RARELY_RIGHT = new Set([
  'POST /admin/cache/invalidate',
  'GET /api/projects/{id}/analyses',
  'GET /api/analysis/{id}',
]);

const VICTIM = 'victim-1';
const ATTACKER = 'mallory';
const MACHINE = 'machine-1';
/** Subjects that an issuer may let somebody have, near to the victim's id or to how keys are written. */
const ODD_SUBJECTS = [
  ...['victim*', '*', 'victim-1:', 'users:victim-1', 'VICTIM-1', 'victim-1\0', 'victim-1\n', '..'],
  ...['\ud800', '__proto__', "victim-1'--", '%', 'A'.repeat(256), 'victim-1/stats', ' victim-1'],
];

describe('hostile requests', () => {
  let test: TestApp;
  let document: ApiDocument;
  let answers: DocumentedAnswers;
  let exchange: Exchange;
  let victim: PlantedUser;
  let machine: CreatedApiKey;
  let callers: Map<string, Record<string, string>>;
  let sent = 0;
  const reached = new Map<string, Set<number>>();
  const startedAt = new Date();

  beforeAll(async () => {
    test = await startTestApp({ AUTH_REQUIRED: 'true', LOG_LEVEL: 'error' });
    await test.app.listen(0, '127.0.0.1');
    const { port } = test.app.getHttpServer().address() as AddressInfo;
    exchange = new Exchange(port);
    document = apiDocument(test);
    answers = new DocumentedAnswers(document);
    victim = await plantUser(test, VICTIM);
    machine = await machineKey();
    callers = await credentials();
    process.stdout.write(`FUZZ_SEED=${String(SEED)} FUZZ_REQUESTS=${String(REQUESTS)}\n`);
  });

  afterAll(async () => {
    exchange.close();
    await test.close();
  });

  it(
    "of users get documented answers without others' data, and change nothing of others",
    async () => {
      const before = await rowsOf(test.database.url, VICTIM);
      const names = [...callers.keys()].filter((name) => name !== 'admin');
      const weighted = [...names, ...names.map(() => ATTACKER), ...names.map(() => ATTACKER)];
      await storm(REQUESTS * (1 - OF_ADMIN), weighted, async (request) => {
        if (sent % RESTORED_EVERY === 0) await restore();
        const answer = await exchangeOf(request);
        expect(faultsOf(request, answer)).toEqual([]);
      });
      expect(await rowsOf(test.database.url, VICTIM)).toEqual(before);
      expect(Object.values(await rowsOfOthers(test.database.url, owners())).flat()).toEqual([]);
      expect(await impossibleRows(test.database.url, startedAt, VICTIM)).toEqual([]);
    },
    TIME_LIMIT_MS,
  );

  it(
    'of admins get documented answers',
    async () => {
      await storm(REQUESTS * OF_ADMIN, ['admin'], async (request) => {
        const answer = await exchangeOf(request);
        expect(faultsOf(request, answer).filter((fault) => fault !== SEEN)).toEqual([]);
      });
    },
    TIME_LIMIT_MS,
  );

  it('are answered with success by every operation now and then', () => {
    const never = document.operations
      .map(({ method, path }) => `${method} ${path}`)
      .filter((name) => !RARELY_RIGHT.has(name))
      .filter((name) => ![...(reached.get(name) ?? [])].some((status) => status < 300));
    expect(never).toEqual([]);
  });

  async function storm(
    numRuns: number,
    names: readonly string[],
    check: (request: HostileRequest) => Promise<void>,
  ): Promise<void> {
    const ids = await knownIds();
    const property = fc.asyncProperty(hostileRequest(document, names, ids), check);
    await fc.assert(property, { numRuns: Math.ceil(numRuns), seed: SEED, endOnFailure: false });
  }

  async function exchangeOf(request: HostileRequest): Promise<Answer> {
    const { method, path } = request;
    const headers = { ...callers.get(request.caller), ...request.headers };
    const send = () => exchange.send({ ...request, headers });
    const first = await send();
    const answer = path.startsWith('/health') && first.status === 503 ? await healthy(send) : first;
    sent += 1;
    const name = `${method} ${path}`;
    reached.set(name, (reached.get(name) ?? new Set()).add(answer.status));
    return answer;
  }

  /** A busy machine may be late for one check of what the service needs. */
  function healthy(probe: () => Promise<Answer>): Promise<Answer> {
    return eventually(async () => {
      const answer = await probe();
      expect(answer.status).not.toBe(503);
      return answer;
    });
  }

  const SEEN = "another user's data";

  function faultsOf(request: HostileRequest, answer: Answer): string[] {
    const { isRouted, hasUndeclaredField } = request;
    const faults = answers.generalFaults(answer);
    if (isRouted && !isOfParser(answer))
      faults.push(...answers.undocumented(operationOf(request), answer));
    if (hasUndeclaredField && answer.status < 300) faults.push('an undeclared field accepted');
    const all = `${JSON.stringify(answer.headers)}${answer.text}`.toLowerCase();
    return all.includes(PLANTED_SECRET) ? [...faults, SEEN] : faults;
  }

  function operationOf({ method, path }: HostileRequest): Operation {
    const found = document.operations.find((one) => one.method === method && one.path === path);
    if (!found) throw new Error(`${method} ${path} is not documented`);
    return found;
  }

  /** Without an id: no request of the framework was made of the bytes. */
  function isOfParser({ headers }: Answer): boolean {
    return headers['x-request-id'] === undefined;
  }

  async function credentials(): Promise<Map<string, Record<string, string>>> {
    const subjects = [ATTACKER, ...ODD_SUBJECTS];
    const users = subjects.map(async (subject) => [subject, await bearer(subject)] as const);
    return new Map<string, Record<string, string>>([
      ...(await Promise.all(users)),
      ['admin', await bearer('root', 'admin')],
      [MACHINE, { authorization: `Bearer ${machine.key}` }],
      ['a cut key', { authorization: `Bearer ${machine.key.slice(0, -1)}` }],
      ['nobody', {}],
      ['a forger', { authorization: 'Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJ2aWN0aW0tMSJ9.' }],
    ]);
  }

  /** It may do all that a user may, with a key of its own. */
  function machineKey(): Promise<CreatedApiKey> {
    const scopes = ['read', 'write'] as const;
    const key = { name: 'A key', subject: MACHINE, scopes, createdBy: 'root' };
    return test.app.get(ApiKeysService).create(key);
  }

  /** The sender's own things, so that good requests are among the bad; and the victim's, so that it may try. */
  async function knownIds() {
    await restore();
    const headers = { ...callers.get(ATTACKER) };
    const post = async (url: string, payload: object) =>
      (await test.app.inject({ method: 'POST', url, headers, payload })).json<{ id: string }>().id;
    const name = `Project of ${String(sent)}`;
    const project = await post('/api/projects', { name });
    const analysis = await post('/api/analysis', { kind: 'text', content: name });
    return {
      users: [ATTACKER, ATTACKER, VICTIM, VICTIM.toUpperCase()],
      uuids: [project, analysis, victim.projectId, victim.analysisId, machine.apiKey.id],
    };
  }

  async function restore(): Promise<void> {
    const headers = { ...callers.get(ATTACKER) };
    const payload = { email: `${ATTACKER}@example.com`, display_name: 'Mallory' };
    await test.app.inject({ method: 'POST', url: '/api/users', headers, payload });
    await victim.warm();
  }

  /** Everybody who may own something, as the database has them. */
  function owners(): string[] {
    const subjects = [VICTIM, ...callers.keys()].filter((subject) => !subject.includes('\0'));
    return subjects.map((subject) => Buffer.from(subject).toString());
  }
});
