/** Slots of the wheel: a call expires one to eleven tenths of the timeout late at the most. */
const SLOTS = 11;

interface Call {
  /** undefined once the call has ended, so that nothing it holds is kept. */
  expire: (() => void) | undefined;
}

/**
 * One timeout for many calls, without a timer or a clock reading for each: calls wait in the slots of
 * a wheel that a single timer turns, and expire between 1.0 and 1.1 times the timeout.
 *
 * After the event loop was blocked the wheel turns by one slot only, so that answers which lie in
 * the socket are read before their calls expire.
 */
export class Deadlines {
  readonly #slotMs: number;
  readonly #slots: Call[][] = Array.from({ length: SLOTS }, () => []);
  #current = 0;
  #open = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(timeoutMs: number) {
    this.#slotMs = Math.max(1, timeoutMs / (SLOTS - 1));
  }

  /** How many calls are under way. */
  get size(): number {
    return this.#open;
  }

  /** Calls `expire` when the time is over, unless the function that is returned is called before. */
  start(expire: () => void): () => void {
    const call: Call = { expire };
    this.#slots[this.#current]?.push(call);
    this.#open++;
    this.#timer ??= setInterval(() => this.#turn(), this.#slotMs).unref();
    return () => this.#end(call);
  }

  #end(call: Call): void {
    if (call.expire === undefined) return;
    call.expire = undefined;
    this.#open--;
  }

  /** The slot that comes next was filled a whole turn ago: what is still in it is late. */
  #turn(): void {
    this.#current = (this.#current + 1) % SLOTS;
    const late = this.#slots[this.#current] ?? [];
    this.#slots[this.#current] = [];
    for (const call of late) this.#expire(call);
    if (this.#open > 0 || this.#slots.some((slot) => slot.length > 0)) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #expire(call: Call): void {
    const { expire } = call;
    this.#end(call);
    expire?.();
  }
}
