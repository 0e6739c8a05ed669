import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { withEnvFile } from './env-file';
import { parseConfig, type ParsedConfig } from './parse-config';
import { errorOf, PRODUCTION, readFrom } from './testing/parse';

const FOLDER = join(__dirname, 'fixtures');
const boot = (file: string): ParsedConfig =>
  parseConfig(withEnvFile({}, readFileSync(join(FOLDER, file), 'utf8')), {
    readFile: readFrom({}),
  });

describe("a predecessor's settings", () => {
  const files = readdirSync(FOLDER).filter((name) => name.endsWith('.env'));

  it('are there for each of the five', () => {
    expect(files.map((name) => name.slice(0, 2))).toEqual(['s0', 's1', 's2', 's3', 's4']);
  });

  it.each(files)('boot unchanged in development, without a warning: %s', (file) => {
    const { config, warnings } = boot(file);
    expect(warnings).toEqual([]);
    expect(config.environment).toBe('development');
    expect(config.database.url?.reveal()).toMatch(/^postgresql:\/\//);
    expect(config.redis).toBeDefined();
  });

  it('mean for the issue analyser what they meant', () => {
    const { database, redis } = boot('s0-jira-analyser.env').config;
    expect(database.url?.reveal()).toBe('postgresql://jira:p%40ss@localhost:5432/jira_analysis');
    expect(database.readUrls).toHaveLength(1);
    expect(database.pool).toMatchObject({ size: 20, maxOverflow: 40, recycleSeconds: 3600 });
    expect(redis?.url.reveal()).toBe('redis://localhost:6379/0');
  });

  it('mean for the code review what they meant', () => {
    const { cache } = boot('s1-code-review.env').config;
    expect(cache).toMatchObject({ enabled: true, ttlSeconds: { default: 300 } });
  });

  it('mean for the customer intelligence what they meant', () => {
    const { cache, database, redis } = boot('s2-customer-intelligence.env').config;
    expect(cache).toMatchObject({ enabled: true, ttlSeconds: { default: 3600 } });
    expect(database.pool).toMatchObject({ size: 5, maxOverflow: 5, prePing: true });
    expect(redis?.url.reveal()).toBe('rediss://default:s3cret%2Fpw@redis.example.com:6380');
  });

  it('mean for the language learning what they meant', () => {
    const { cache, redis } = boot('s3-language-learning.env').config;
    expect(redis).toMatchObject({ maxConnections: 50, timeoutMs: 100 });
    expect(cache.ttlSeconds).toMatchObject({ default: 3600, users: 3600, stats: 900, llm: 86_400 });
  });

  it('mean for the retrieval service what they meant', () => {
    const { database, redis } = boot('s4-retrieval.env').config;
    expect(database.pool).toMatchObject({ size: 10, maxOverflow: 0, timeoutSeconds: 10 });
    expect(redis?.maxConnections).toBe(20);
  });

  it('need an authentication setting besides on Railway', () => {
    const text = readFileSync(join(FOLDER, 's2-customer-intelligence.env'), 'utf8');
    const { NODE_ENV: _, ...variables } = withEnvFile({ RAILWAY_ENVIRONMENT: 'production' }, text);
    const set = variables as Record<string, string>;
    expect(errorOf(set).faults.map(({ variable }) => variable)).toEqual(['AUTH_JWT_SECRET']);
    const complete = { ...set, AUTH_JWT_SECRET: PRODUCTION.AUTH_JWT_SECRET };
    const { config } = parseConfig(complete, { readFile: readFrom({}) });
    expect(config.environment).toBe('production');
  });
});
