import { parseRedisUrl } from './redis-url';

const server = { host: 'redis.example', port: 6379 };

it.each([
  ['redis://redis.example', { kind: 'single', tls: false, places: [server], database: 0 }],
  [
    'rediss://ada:p%40ss@redis.example:6380/3',
    {
      tls: true,
      username: 'ada',
      password: 'p@ss',
      places: [{ host: 'redis.example', port: 6380 }],
      database: 3,
    },
  ],
  [
    'redis://:secret@[::1]:6380',
    { username: undefined, password: 'secret', places: [{ host: '::1', port: 6380 }] },
  ],
  [
    'redis+sentinel://a,b:1/main/2',
    {
      kind: 'sentinel',
      masterName: 'main',
      database: 2,
      places: [
        { host: 'a', port: 26379 },
        { host: 'b', port: 1 },
      ],
    },
  ],
  ['rediss+cluster://u:p@a:1,b:2', { kind: 'cluster', tls: true, username: 'u', places: [{}, {}] }],
])('reads %s', (url, expected) => {
  expect(parseRedisUrl(url)).toMatchObject(expected);
});

it.each([
  'http://:hunter2@redis',
  'redis://:hunter2@',
  'redis://:hunter2@a,b',
  'redis://:hunter2@a/b',
  'redis://:hunter2@a/0/1',
  'redis://:hunter2%@a',
  'redis+sentinel://:hunter2@a:1',
  'redis+cluster://:hunter2@a:1/2',
  'redis://:hunter2@a:port',
])('refuses %s without repeating it', (url) => {
  expect(() => parseRedisUrl(url)).toThrow(/redis\.url must read/);
  expect(() => parseRedisUrl(url)).not.toThrow(/hunter2/);
});
