/** A test for a pattern in which only `*` is special. */
export function globMatcher(pattern: string): (text: string) => boolean {
  const [head = '', ...rest] = pattern.split('*');
  if (rest.length === 0) return (text) => text === pattern;
  const tail = rest.pop() ?? '';
  return (text) =>
    text.length >= head.length + tail.length &&
    text.startsWith(head) &&
    text.endsWith(tail) &&
    holdsInOrder(text.slice(head.length, text.length - tail.length), rest);
}

/** The same pattern for Redis, where `?`, `[`, `]` and `\` are special too. */
export function redisGlob(pattern: string): string {
  return pattern.replace(/[?[\]\\]/g, '\\$&');
}

/** Whether the parts occur one after the other; taking the first occurrence of each is enough. */
function holdsInOrder(text: string, parts: readonly string[]): boolean {
  let from = 0;
  for (const part of parts) {
    const found = text.indexOf(part, from);
    if (found === -1) return false;
    from = found + part.length;
  }
  return true;
}
