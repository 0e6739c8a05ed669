/** Every vendor must pass on as much; what is longer may be dropped. */
const MAX_LENGTH = 512;
const MAX_MEMBERS = 32;
/** W3C Trace Context, section 3.3.1.3: `key=value`, or `tenant@system=value`. */
const MEMBER =
  /^([a-z0-9][a-z0-9_*/-]{0,255}|[a-z0-9][a-z0-9_*/-]{0,240}@[a-z][a-z0-9_*/-]{0,13})=[\x20-\x2b\x2d-\x3c\x3e-\x7e]{0,255}[\x21-\x2b\x2d-\x3c\x3e-\x7e]$/;

/** A `tracestate` header without empty members and space around them; undefined when it is not valid, or empty. */
export function parseTracestate(header: string | undefined): string | undefined {
  if (header === undefined || header.length > MAX_LENGTH) return undefined;
  const members = header
    .split(',')
    .map((member) => member.replace(/^[ \t]+|[ \t]+$/g, ''))
    .filter((member) => member !== '');
  const keys = members.flatMap((member) => MEMBER.exec(member)?.[1] ?? []);
  const isValid = keys.length === members.length && new Set(keys).size === keys.length;
  return isValid && members.length <= MAX_MEMBERS ? members.join(',') || undefined : undefined;
}
