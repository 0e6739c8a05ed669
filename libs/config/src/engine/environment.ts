/** Variables by name, as `process.env` has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The address that Kubernetes gives to a `<SERVICE>_PORT` variable of its own making. */
const SERVICE_LINK = /^(?:tcp|udp|sctp):\/\//;

/**
 * The text of a variable without surrounding white space and quotes (a container's env file keeps
 * the quotes that `.env` readers drop); undefined when nothing is left. Kubernetes sets `REDIS_PORT`
 * to `tcp://10.0.0.7:6379` for a Service named "redis": that is nobody's setting and counts as unset.
 */
export function textOf(environment: Environment, name: string): string | undefined {
  if (!Object.hasOwn(environment, name)) return undefined;
  const text = unquoted((environment[name] ?? '').trim()).trim();
  if (text === '' || isServiceLink(name, text)) return undefined;
  return text;
}

/** True for a variable that Kubernetes sets for a Service, whatever the Service is called. */
export function isServiceLink(name: string, text: string): boolean {
  return name.endsWith('_PORT') && SERVICE_LINK.test(text);
}

function unquoted(text: string): string {
  const quote = text[0];
  const isQuoted = text.length >= 2 && (quote === '"' || quote === "'") && text.endsWith(quote);
  return isQuoted ? text.slice(1, -1) : text;
}
