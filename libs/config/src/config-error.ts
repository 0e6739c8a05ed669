/** One thing that is wrong with the configuration. Nothing in it repeats a secret. */
export interface ConfigFault {
  /** The variable that the user set, an alias or `_FILE` form included; the missing one otherwise. */
  readonly variable: string;
  /** What was found there, hidden where it may hold a secret. */
  readonly found: string;
  /** What would be right. */
  readonly allowed: string;
}

/** Thrown once for all faults of a configuration; its message lists every one of them. */
export class ConfigError extends Error {
  readonly faults: readonly ConfigFault[];
  /** What is doubtful besides: a misspelt variable is often why another one is missing. */
  readonly warnings: readonly string[];

  constructor(faults: readonly ConfigFault[], warnings: readonly string[] = []) {
    super(messageOf(faults, warnings));
    this.name = 'ConfigError';
    this.faults = faults;
    this.warnings = warnings;
  }
}

function messageOf(faults: readonly ConfigFault[], warnings: readonly string[]): string {
  const count = faults.length === 1 ? '1 fault' : `${String(faults.length)} faults`;
  const lines = faults.map(
    ({ variable, found, allowed }) => `  - ${variable}: found ${found}; allowed: ${allowed}`,
  );
  const besides = warnings.length > 0 ? ['Besides:', ...warnings.map((text) => `  - ${text}`)] : [];
  return [`The configuration has ${count}:`, ...lines, ...besides].join('\n');
}
