import { type Fence, FenceTable } from './fence-table';
import { globMatcher } from './glob';

/** Each entry is tried against every pattern, so there are few; older ones raise the floor. */
const MAX_PATTERNS = 64;

/** Fences of patterns, found by matching. */
export class PatternTable extends FenceTable {
  readonly #matchers = new Map<string, (text: string) => boolean>();

  constructor(onForget: (fence: Fence) => void) {
    super(MAX_PATTERNS, onForget);
  }

  some(key: string, test: (fence: Fence) => boolean): boolean {
    for (const [pattern, fence] of this.entries()) {
      if (test(fence) && this.#matcher(pattern)(key)) return true;
    }
    return false;
  }

  #matcher(pattern: string): (text: string) => boolean {
    const known = this.#matchers.get(pattern);
    if (known !== undefined) return known;
    if (this.#matchers.size >= 2 * MAX_PATTERNS) this.#matchers.clear();
    const matcher = globMatcher(pattern);
    this.#matchers.set(pattern, matcher);
    return matcher;
  }
}
