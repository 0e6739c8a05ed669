/**
 * `text` as PostgreSQL can store it, cut to `maxLength` characters: an entry is never lost because of what
 * somebody is called. NUL and lone surrogates become U+FFFD.
 */
export function storable(text: string, maxLength: number): string {
  const whole = Buffer.from(text).toString().replaceAll('\0', '\ufffd');
  const characters = [...whole];
  if (characters.length <= maxLength) return whole;
  return `${characters.slice(0, maxLength - 1).join('')}…`;
}
