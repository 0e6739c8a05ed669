/** Whether `parseArgs` of Node has found that the arguments make no sense. */
export function isArgumentError(error: unknown): boolean {
  // Not `instanceof Error`: those of Node itself may be of another realm.
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : '';
  return String(code).startsWith('ERR_PARSE_ARGS_');
}
