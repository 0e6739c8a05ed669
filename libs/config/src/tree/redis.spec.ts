import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorOf, faultsOf, parse } from '../testing/parse';

const CA = readFileSync(join(__dirname, '../fixtures/tls/ca.pem'), 'utf8');
const urlOf = (environment: Record<string, string>) =>
  parse(environment).config.redis?.url.reveal();

describe('Redis', () => {
  it('is absent unless it is named', () => {
    expect(parse({ REDIS_PORT: '6380', REDIS_DB: '2' }).config.redis).toBeUndefined();
  });

  it.each(['redis://localhost', 'rediss://default:p%40ss@redis.example.com:6380/3'])(
    'is named by %s',
    (REDIS_URL) => {
      expect(urlOf({ REDIS_URL })).toBe(REDIS_URL);
    },
  );

  it.each([
    'redis+sentinel://u:p@a:26379,[::1]:26380,c/main/2',
    'rediss+sentinel://a/main',
    'redis+cluster://:p@a:7000,b:7001',
    'rediss+cluster://a',
  ])('is named by %s, whose servers are found by asking', (REDIS_URL) => {
    expect(urlOf({ REDIS_URL })).toBe(REDIS_URL);
  });

  it.each([
    ['redis+sentinel://:hunter2@a:1,b:2', '/name'],
    ['redis+cluster://:hunter2@a/1', 'nothing for a cluster'],
    ['redis+cluster://:hunter2@a,:7000', 'hosts'],
    ['redis+cluster://:hunter2%@a', '%25'],
    ['redis+other://:hunter2@a', 'redis+cluster://'],
    ['redis+cluster://:hunter2@', 'with hosts'],
  ])('of several hosts is refused as %j, saying why without repeating it', (url, reason) => {
    const { message } = errorOf({ REDIS_URL: url });
    expect(message).toContain(reason);
    expect(message).not.toContain('hunter2');
  });

  it('is named by host, port and database number', () => {
    expect(urlOf({ REDIS_HOST: 'redis' })).toBe('redis://redis:6379/0');
    expect(urlOf({ REDIS_HOST: '::1', REDIS_PORT: '6380', REDIS_DB: '2' })).toBe(
      'redis://[::1]:6380/2',
    );
  });

  it('may be named in both ways when both lead to the same place', () => {
    const REDIS_URL = 'rediss://:secret@Redis.internal';
    expect(urlOf({ REDIS_URL, REDIS_HOST: 'redis.internal', REDIS_PORT: '6379' })).toBe(REDIS_URL);
  });

  it.each<Record<string, string>>([
    { REDIS_HOST: 'other' },
    { REDIS_HOST: 'r', REDIS_PORT: '1' },
    { REDIS_HOST: 'r', REDIS_DB: '1' },
  ])('may not be named in two ways that lead to different places: %j', (parts) => {
    expect(faultsOf({ REDIS_URL: 'redis://r', ...parts })).toEqual([
      expect.stringContaining('REDIS_URL and REDIS_HOST: a hidden value and'),
    ]);
  });

  it('is not confused by the variables that Kubernetes sets for a Service called redis', () => {
    const service = {
      REDIS_PORT: 'tcp://10.96.0.5:6379',
      REDIS_SERVICE_HOST: '10.96.0.5',
      REDIS_SERVICE_PORT: '6379',
      REDIS_SERVICE_PORT_REDIS: '6379',
      REDIS_PORT_6379_TCP: 'tcp://10.96.0.5:6379',
      REDIS_PORT_6379_TCP_ADDR: '10.96.0.5',
      CACHE_PORT: 'tcp://10.96.0.6:6379',
    };
    expect(parse(service).warnings).toEqual([]);
    expect(parse({ ...service, REDIS_HOST: 'redis' }).config.redis?.url.reveal()).toBe(
      'redis://redis:6379/0',
    );
  });

  it.each([
    ['http://u:hunter2@redis', 'does not begin'],
    ['redis://:hunter2#@redis', '%23'],
    ['redis://:hunter2%@redis', '%25'],
    ['redis:///0', 'names no host'],
    ['redis://:hunter2@redis/zero', 'no database number'],
    ['redis://:hunter2@redis?db=2', 'a parameter "db"'],
    ['redis://:hunter2@redis:port', 'no valid URL'],
  ])('is refused as %j, saying why without repeating it', (url, reason) => {
    const { message } = errorOf({ REDIS_URL: url });
    expect(message).toContain('REDIS_URL: found a hidden value');
    expect(message).toContain(reason);
    expect(message).not.toContain('hunter2');
  });

  it('says when options in its URL have no effect', () => {
    const { config, warnings } = parse({ REDIS_URL: 'rediss://r:6380/0?ssl_cert_reqs=none' });
    expect(config.redis?.url.reveal()).toBe('rediss://r:6380/0');
    expect(warnings).toEqual([expect.stringContaining('always verified')]);
  });

  it('takes an authority for rediss:// only', () => {
    const file = { REDIS_TLS_CA_FILE: '/ca.pem' };
    const files = { '/ca.pem': CA };
    expect(parse({ REDIS_URL: 'rediss://r', ...file }, files).config.redis?.tlsCa).toBe(CA.trim());
    expect(faultsOf({ REDIS_URL: 'redis://r', ...file }, files)).toHaveLength(1);
    expect(faultsOf({ ...file }, files)).toHaveLength(1);
    expect(faultsOf({ REDIS_URL: 'x', ...file }, files)).toHaveLength(1);
  });
});
