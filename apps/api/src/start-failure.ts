/** What the person at the terminal should read when the service cannot start. */
export function explainStartFailure(error: unknown): string {
  if (!(error instanceof Error)) return `Strata cannot start: ${String(error)}`;
  if ('code' in error && error.code === 'EADDRINUSE') return portInUse(error);
  if (isExplained(error)) return `Strata cannot start. ${error.message}`;
  return `Strata cannot start: ${error.stack ?? error.message}`;
}

function portInUse(error: Error): string {
  const port = 'port' in error ? String(error.port) : 'the configured port';
  return `Strata cannot start: ${port} is already in use. Stop what listens there, or set another (PORT, MANAGEMENT_PORT).`;
}

/** Errors of our libraries say what to do; their stack would only hide it. */
function isExplained(error: Error): boolean {
  return /^(Config|EmbeddedPostgres|DatabaseUnavailable|Migration)Error$/.test(error.name);
}
