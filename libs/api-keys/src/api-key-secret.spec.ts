import { hashOfApiKey, hintOf, isApiKey, newApiKey } from './api-key-secret';

describe('a new API key', () => {
  it('is unlike any other, and has 256 random bits', () => {
    const keys = Array.from({ length: 1_000 }, newApiKey);
    expect(new Set(keys).size).toBe(1_000);
    expect(new Set(keys.map(hintOf)).size).toBeGreaterThan(990);
    for (const key of keys) expect(key).toMatch(/^strata_[\w-]{49}$/);
  });

  it('is found by its SHA-256', () => {
    const key = newApiKey();
    expect(hashOfApiKey(key)).toHaveLength(32);
    expect(hashOfApiKey(key)).toEqual(hashOfApiKey(key));
    expect(hashOfApiKey(newApiKey())).not.toEqual(hashOfApiKey(key));
  });

  it('shows eleven characters of itself as a hint', () => {
    const key = newApiKey();
    expect(key.startsWith(hintOf(key))).toBe(true);
    expect(hintOf(key)).toHaveLength(11);
  });
});

describe('what is no API key', () => {
  const key = newApiKey();

  it('is known by its checksum, whichever character is wrong', () => {
    for (let at = 'strata_'.length; at < key.length; at += 1) {
      const other = key[at] === 'A' ? 'B' : 'A';
      const mistyped = key.slice(0, at) + other + key.slice(at + 1);
      expect([at, hashOfApiKey(mistyped)]).toEqual([at, undefined]);
    }
  });

  it.each(['', 'strata_', key.slice(1), key.slice(0, -1), `${key}A`, `${key} `, `${key}\n`])(
    'has no hash: %j',
    (text) => expect(hashOfApiKey(text)).toBeUndefined(),
  );

  it('is meant to be one when it begins like one', () => {
    expect(isApiKey('strata_x')).toBe(true);
    expect(isApiKey('eyJhbGciOiJIUzI1NiJ9.e30.x')).toBe(false);
    expect(isApiKey('Strata_x')).toBe(false);
  });
});
