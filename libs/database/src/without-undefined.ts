/** `options` without the keys whose value is undefined, so that those do not cover defaults. */
export function withoutUndefined<T extends object>(options: T): T {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  // Object.fromEntries widens to a string index; the keys are those of `options`.
  return Object.fromEntries(given) as T;
}
