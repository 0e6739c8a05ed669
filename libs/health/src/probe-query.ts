/** What a probe's address asks for, in the words of the Kubernetes API server. */
export interface ProbeQuery {
  /** `?verbose`: one line for each check, as text. */
  readonly verbose: boolean;
  /** `?exclude=<name>`, repeatable: checks that do not count. */
  readonly excluded: ReadonlySet<string>;
}

/** Reads `verbose` and `exclude` as an HTTP adapter has parsed them. */
export function probeQuery(verbose: unknown, exclude: unknown): ProbeQuery {
  const names = [exclude].flat().filter((name) => typeof name === 'string');
  const wanted = verbose !== undefined && verbose !== 'false' && verbose !== '0';
  return { verbose: wanted, excluded: new Set(names) };
}
