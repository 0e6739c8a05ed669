const PROFILE_BYTES = 200;

/** Plain JSON of about so many bytes, with strings of its own. */
export function payload(bytes: number, index = 0): unknown {
  const profile = {
    id: `user-${index}`,
    email: `user-${index}@example.com`,
    createdAt: '2026-01-01T00:00:00Z',
    logins: index,
    active: true,
    about: `${'b'.repeat(80)}${index}`,
  };
  const list = Array.from({ length: Math.round(bytes / PROFILE_BYTES) }, () => profile);
  return JSON.parse(JSON.stringify(list.length === 1 ? profile : list));
}
