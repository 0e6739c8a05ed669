const STACK_FRAMES = 5;
/** Codes and reasons are words (`ECONNREFUSED`, `57P01`); anything longer could say more than it should. */
const WORD = /^\w{1,64}$/;

/** What the log may say of an error. */
export interface ErrorFields {
  readonly error_type: string;
  readonly error_code?: string;
  readonly error_reason?: string;
  /** Where it was thrown. */
  readonly error_at?: readonly string[];
}

/** Kind, code and place of an error; never its message or cause, which may name hosts, users or values. */
export function errorFields(error: unknown): ErrorFields {
  if (!(error instanceof Error)) return { error_type: typeof error };
  return {
    error_type: error.name,
    error_code: 'code' in error ? wordOf(error.code) : undefined,
    error_reason: 'reason' in error ? wordOf(error.reason) : undefined,
    error_at: framesOf(error),
  };
}

function wordOf(value: unknown): string | undefined {
  return typeof value === 'string' && WORD.test(value) ? value : undefined;
}

function framesOf({ stack = '' }: Error): string[] {
  const lines = stack.split('\n').map((line) => line.trim());
  return lines.filter((line) => line.startsWith('at ')).slice(0, STACK_FRAMES);
}
