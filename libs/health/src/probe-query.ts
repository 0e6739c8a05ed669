/** What a probe's address asks for, in the words of the Kubernetes API server. */
export interface ProbeQuery {
  /** `?verbose`, whatever its value: one line for each check, as text. */
  readonly verbose: boolean;
  /** `?exclude=<name>`, repeatable: checks that do not count. */
  readonly excluded: ReadonlySet<string>;
}

/** Reads `verbose` and `exclude` as an HTTP adapter has parsed them. */
export function probeQuery(verbose: unknown, exclude: unknown): ProbeQuery {
  const names = [exclude].flat().filter((name) => typeof name === 'string');
  return { verbose: verbose !== undefined, excluded: new Set(names) };
}
