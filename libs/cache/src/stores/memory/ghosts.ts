/** Remembers which keys were turned out lately, by 32-bit hashes: a collision costs one place, no answer. */
export class Ghosts {
  readonly #hashes = new Set<number>();
  /** Goes on from hash to hash as the oldest are forgotten: a new iterator would step over all holes again. */
  #oldest = this.#hashes.values();

  /** @param capacity how many are remembered at most */
  add(key: string, capacity: number): void {
    this.#hashes.add(hashOf(key));
    while (this.#hashes.size > capacity) this.#forgetOldest();
  }

  /** Whether the key is remembered; from now on it is not. */
  take(key: string): boolean {
    return this.#hashes.size > 0 && this.#hashes.delete(hashOf(key));
  }

  clear(): void {
    this.#hashes.clear();
    this.#oldest = this.#hashes.values();
  }

  #forgetOldest(): void {
    const { value, done } = this.#oldest.next();
    if (done === true) this.#oldest = this.#hashes.values();
    else this.#hashes.delete(value);
  }
}

/** FNV-1a over the UTF-16 code units. */
function hashOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < key.length; index++) {
    hash = Math.imul(hash ^ key.charCodeAt(index), 0x01000193);
  }
  return hash;
}
