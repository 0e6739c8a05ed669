import { loadDemoData } from '../../apps/api/src/demo-data';
import { createDocument } from '../../apps/api/src/http/openapi';
import { startTestApp, type TestApp } from '../support/app';
import { eventually } from '../support/eventually';

type Paths = ReturnType<typeof createDocument>['paths'];
type Operation = NonNullable<Paths[string]['get']>;

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

interface Documented {
  readonly path: string;
  readonly method: (typeof METHODS)[number];
  readonly operation: Operation;
}

describe('the API documentation', () => {
  let test: TestApp;
  let operations: Documented[];

  beforeAll(async () => {
    test = await startTestApp();
    await loadDemoData(test.app);
    operations = Object.entries(createDocument(test.app).paths).flatMap(([path, item]) =>
      METHODS.flatMap((method) => {
        const operation = item[method];
        return operation ? [{ path, method, operation }] : [];
      }),
    );
  });

  afterAll(() => test.close());

  it('is served as a document and as a page', async () => {
    const document = (await test.app.inject('/openapi.json')).json<{ openapi: string }>();
    expect(document.openapi).toMatch(/^3\./);
    expect((await test.app.inject('/docs')).body).toContain('swagger-ui');
  });

  it('is a page that keeps to its Content-Security-Policy', async () => {
    const { body, headers } = await test.app.inject('/docs');
    expect(headers['content-security-policy']).toContain("script-src 'self';");
    const scripts = body.match(/<script[^>]*>/g) ?? [];
    expect(scripts.length).toBeGreaterThan(0);
    expect(scripts.filter((tag) => !/ src=["']\.?\/docs\//.test(tag))).toEqual([]);
    expect(body).not.toMatch(/\son\w+=/);
  });

  it('describes every operation, its parameters and its successful answer', () => {
    const incomplete = operations.filter(
      ({ operation }) =>
        !operation.summary || !Object.keys(operation.responses).some((status) => status < '300'),
    );
    expect(incomplete.map(({ path, method }) => `${method} ${path}`)).toEqual([]);
  });

  it('documents an example for every body, and each is accepted as documented', async () => {
    const withBody = operations.filter(({ operation }) => operation.requestBody);
    expect(withBody.length).toBeGreaterThan(5);
    for (const { path, method, operation } of withBody) {
      for (const payload of await examplesOf(operation)) {
        const request = { method, url: await concrete(path, method) };
        const response = await test.app.inject({ ...request, payload });
        const name = `${method} ${path} ${JSON.stringify(payload)}`;
        expect([name, response.statusCode, response.statusCode < 300 ? '' : response.body]).toEqual(
          [name, expect.any(Number), ''],
        );
        expect(Object.keys(operation.responses)).toContain(String(response.statusCode));
      }
    }
  });

  it('answers every documented GET of the demonstration data as documented', async () => {
    for (const { path, operation } of operations.filter(({ method }) => method === 'get')) {
      const url = await concrete(path, 'get');
      // A busy machine may be late for one check of what the service needs.
      await eventually(async () => {
        const { statusCode } = await test.app.inject(url);
        expect([path, statusCode]).toEqual([path, 200]);
      });
      expect(Object.keys(operation.responses)).toContain('200');
    }
  });

  /** The examples of a body: named ones, or one made of the examples of its properties. */
  async function examplesOf(operation: Operation): Promise<object[]> {
    const body = operation.requestBody;
    const media = body && 'content' in body ? body.content['application/json'] : undefined;
    if (media?.examples) {
      return Object.values(media.examples).map((example) =>
        'value' in example ? (example.value as object) : {},
      );
    }
    const reference = media?.schema && '$ref' in media.schema ? media.schema.$ref : '';
    return [await exampleOfSchema(reference.split('/').at(-1) ?? '')];
  }

  async function exampleOfSchema(name: string): Promise<object> {
    const document = (await test.app.inject('/openapi.json')).json<{
      components: {
        schemas: Record<string, { properties: Record<string, { example?: unknown }> }>;
      };
    }>();
    const properties = Object.entries(document.components.schemas[name]?.properties ?? {});
    const examples = properties.flatMap(([key, { example }]) =>
      example === undefined ? [] : [[key, example] as const],
    );
    expect([name, examples.length]).not.toEqual([name, 0]);
    return Object.fromEntries(examples);
  }

  /** The path with its parameters filled in: the demonstration user's, or something made for it. */
  async function concrete(path: string, method: string): Promise<string> {
    if (path === '/api/analysis/{id}')
      return path.replace(
        '{id}',
        await create('/api/analysis', { kind: 'text', content: 'An example.' }),
      );
    if (path.startsWith('/api/projects/{')) {
      return path.replace(
        /\{[^}]+\}/,
        await create('/api/projects', { name: `${method} ${path}` }),
      );
    }
    return path.replace(/\{[^}]+\}/, '5971333382399');
  }

  async function create(url: string, payload: object): Promise<string> {
    const response = await test.app.inject({ method: 'POST', url, payload });
    return response.json<{ id: string }>().id;
  }
});
