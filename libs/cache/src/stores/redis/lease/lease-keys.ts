/** Names of leases in Redis; the braces keep them in one slot of a cluster, with the log. */
export interface LeaseKeys {
  readonly prefix: string;
  /** Where the end of a load is told. */
  readonly channel: string;
}

export function leaseKeys(namespace: string): LeaseKeys {
  return { prefix: `{${namespace}}:lease:`, channel: `{${namespace}}:loads` };
}

/** How a load of another process ended. failed: also when its value is not kept. */
export type LoadEnd = 'loaded' | 'failed';

const MARKS = { loaded: '+', failed: '-' } as const;

export function encodeEnd(key: string, end: LoadEnd): string {
  return MARKS[end] + key;
}

export function decodeEnd(message: string): { readonly key: string; readonly end: LoadEnd } {
  return { key: message.slice(1), end: message.startsWith(MARKS.loaded) ? 'loaded' : 'failed' };
}
