/** Redis keys of the shared log; the braces keep them in one slot of a cluster. */
export interface LogKeys {
  /** Hash: `run` (the server's run id), `epoch`, `seq` (last place given). */
  readonly meta: string;
  /** What stands before the epoch in the name of its stream. */
  readonly logPrefix: string;
}

export function logKeys(namespace: string): LogKeys {
  return { meta: `{${namespace}}:meta`, logPrefix: `{${namespace}}:log:` };
}
