/** Names of the directives in a Cache-Control header, in lower case. */
export function cacheDirectives(header: unknown): ReadonlySet<string> {
  const text = Array.isArray(header) ? header.join(',') : typeof header === 'string' ? header : '';
  const directives = text.split(',').map((each) => each.split('=')[0]?.trim().toLowerCase() ?? '');
  return new Set(directives.filter((name) => name !== ''));
}
