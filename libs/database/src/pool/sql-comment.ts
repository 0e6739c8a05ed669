/**
 * `tags` as a comment in the form of sqlcommenter (google.github.io/sqlcommenter/spec): keys in order,
 * keys and values percent-encoded, so that nothing in them can end the comment or the value.
 */
export function sqlComment(tags: Readonly<Record<string, string | undefined>>): string {
  const pairs = Object.entries(tags)
    .flatMap(([key, value]) => (value ? [`${encode(key)}='${encode(value)}'`] : []))
    .sort();
  return pairs.length === 0 ? '' : ` /*${pairs.join(',')}*/`;
}

/** `text` with `comment` at its end; unchanged when it has comments of its own. */
export function withComment(text: string, comment: string): string {
  return text.includes('--') || text.includes('/*') ? text : `${text}${comment}`;
}

/** encodeURIComponent leaves the quote and the asterisk as they are, and refuses half a character. */
function encode(value: string): string {
  return encodeURIComponent(Buffer.from(value).toString())
    .replaceAll("'", '%27')
    .replaceAll('*', '%2A');
}
