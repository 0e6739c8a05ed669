const WINDOW_MS = 10_000;
/** Distinct subjects that are told apart; beyond it the memory starts anew. */
const MAX_SUBJECTS = 1_000;

interface Window {
  readonly startedAtMs: number;
  suppressed: number;
}

/** Lets one line per subject and ten seconds through, so that an outage does not flood the log. */
export class RepeatLimit {
  readonly #windows = new Map<string, Window>();

  /** Calls `write` with the number of lines held back since the last one, or holds this one back. */
  pass(subject: string, write: (suppressed: number) => void): void {
    const nowMs = performance.now();
    const window = this.#windows.get(subject);
    if (window && nowMs - window.startedAtMs < WINDOW_MS) {
      window.suppressed++;
      return;
    }
    if (this.#windows.size >= MAX_SUBJECTS) this.#windows.clear();
    this.#windows.set(subject, { startedAtMs: nowMs, suppressed: 0 });
    write(window?.suppressed ?? 0);
  }
}
