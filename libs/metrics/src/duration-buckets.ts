/** Bounds in seconds for HTTP request durations (OpenTelemetry semantic conventions, HTTP metrics). */
export const HTTP_DURATION_BUCKETS: readonly number[] = [
  0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10,
];

/** Bounds in seconds for database operations (OpenTelemetry semantic conventions, database metrics). */
export const DATABASE_DURATION_BUCKETS: readonly number[] = [
  0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10,
];

/** Bounds in seconds for garbage collections (OpenTelemetry semantic conventions, V8 metrics). */
export const GC_DURATION_BUCKETS: readonly number[] = [0.01, 0.1, 1, 10];
