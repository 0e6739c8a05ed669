import type { FieldCheck } from '@strata/errors';
import {
  canonicalLocale,
  canonicalTimeZone,
  displayNameProblem,
  emailProblem,
  localeProblem,
  timeZoneProblem,
  userIdProblem,
} from './user-fields';

const FIELDS: [name: string, check: FieldCheck, accepted: unknown[], refused: unknown[]][] = [
  [
    'id',
    userIdProblem,
    ['5971333382399', 'a', 'A_b-9', 'x'.repeat(64)],
    ['', 'x'.repeat(65), 'a b', 'a.b', 'a/b', 'é', 'a\n', 'a\0', 5971333382399, null, ['a']],
  ],
  [
    'email',
    emailProblem,
    ['ada@example.com', ' ada@example.com ', 'Ada+x@sub.example.co.uk', "o'hara@example.com"],
    [
      '',
      'ada',
      'ada@',
      '@example.com',
      'ada@example',
      'müller@example.com',
      'a@müller.de',
      7,
      null,
    ].concat(`${'a'.repeat(250)}@example.com`, 'a b@example.com', 'ada@example.com\0', 'a\udfffb'),
  ],
  [
    'display name',
    displayNameProblem,
    ['Ada', ' Ada ', 'Jana Nováková', '👩‍💻', '字'.repeat(200), '👋'.repeat(200)],
    ['', '   ', 'x'.repeat(201), 'a\0b', 'a\nb', 'a\ud800', 1, null, {}],
  ],
  [
    'locale',
    localeProblem,
    ['en', 'cs-CZ', 'zh-hant-tw', 'de-DE-u-ca-buddhist'],
    ['', 'en_US', '*', 'toolongsubtag', ['en'], `en-x-${'a-'.repeat(40)}a`, null, 1],
  ],
  [
    'time zone',
    timeZoneProblem,
    [
      'UTC',
      'Europe/Prague',
      'europe/prague',
      'Asia/Kolkata',
      'Etc/GMT+5',
      'America/Port-au-Prince',
    ],
    ['', '+02:00', 'Mars/Olympus', 'local', 'Z', '2025-01-01T00:00Z[UTC]', 'UTC\0', null, 2],
  ],
];

describe.each(FIELDS)("a user's %s", (_name, check, accepted, refused) => {
  it.each(accepted)('may be %j', (value) => expect(check(value)).toBeUndefined());
  it.each(refused)('must not be %j', (value) => expect(check(value)).toMatch(/^must /));
});

describe('canonical forms', () => {
  it('write a locale and a zone in their own capitalisation', () => {
    expect(canonicalLocale('zh-hant-tw')).toBe('zh-Hant-TW');
    expect(canonicalTimeZone('europe/prague')).toBe('Europe/Prague');
  });

  it('keep the name of a zone that is a link', () => {
    expect(canonicalTimeZone('Asia/Kolkata')).toBe('Asia/Kolkata');
  });
});
