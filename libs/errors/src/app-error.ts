import { CATALOGUE, type ErrorCode } from './catalogue';

/** One offending field of a request, by its name on the wire. */
export interface FieldError {
  /** Path in wire names, e.g. `email` or `items.0.points`. */
  readonly field: string;
  /** What is wrong and what is allowed. */
  readonly message: string;
}

/** What an {@link AppError} may say beside its code. Everything here is shown to the caller. */
export interface AppErrorOptions {
  /** One sentence on this occurrence; default: the catalogue's repair. */
  readonly detail?: string;
  /** Every offending field. */
  readonly errors?: readonly FieldError[];
  /** Seconds after which a repeat makes sense; sent as Retry-After. */
  readonly retryAfterSeconds?: number;
  /** The error behind this one; logged, never shown. */
  readonly cause?: unknown;
}

/** An error from the catalogue: what a caller may be told, with its cause for the log. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly detail: string;
  readonly errors: readonly FieldError[] | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(code: ErrorCode, options: AppErrorOptions = {}) {
    super(CATALOGUE[code].title, { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.detail = options.detail ?? CATALOGUE[code].repair;
    this.errors = options.errors;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }

  /** The HTTP status the catalogue gives this code. */
  get status(): number {
    return CATALOGUE[this.code].status;
  }
}
