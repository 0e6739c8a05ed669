/** closed: in use. open: not asked. half-open: a probe is under way. */
export type BreakerState = 'closed' | 'open' | 'half-open';

/**
 * Counts consecutive failures and says when to stop asking. Time is not its business: whoever owns
 * it opens it when the connection is lost, and probes when it makes a new one.
 */
export class CircuitBreaker {
  #state: BreakerState = 'open';
  #failures = 0;
  readonly #threshold: number;
  readonly #onChange: (state: BreakerState) => void;

  /** @param threshold consecutive failures that open it */
  constructor(threshold: number, onChange: (state: BreakerState) => void) {
    this.#threshold = threshold;
    this.#onChange = onChange;
  }

  get state(): BreakerState {
    return this.#state;
  }

  /** The answer came. */
  succeed(): void {
    this.#failures = 0;
  }

  /** No answer came. Returns true when this failure opened the breaker. */
  fail(): boolean {
    this.#failures++;
    if (this.#state !== 'closed' || this.#failures < this.#threshold) return false;
    this.open();
    return true;
  }

  open(): void {
    this.#enter('open');
  }

  probe(): void {
    this.#enter('half-open');
  }

  close(): void {
    this.#failures = 0;
    this.#enter('closed');
  }

  #enter(state: BreakerState): void {
    if (this.#state === state) return;
    this.#state = state;
    this.#onChange(state);
  }
}
