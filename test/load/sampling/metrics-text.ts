const LINE = /^(\w+)(?:\{(.*)\})? (\S+)$/gm;

/** The samples of a Prometheus text, by name. */
export class MetricsText {
  readonly #samples = new Map<string, { readonly labels: string; readonly value: number }[]>();

  constructor(text: string) {
    for (const [, name = '', labels = '', value] of text.matchAll(LINE)) {
      const samples = this.#samples.get(name) ?? [];
      samples.push({ labels, value: Number(value) });
      this.#samples.set(name, samples);
    }
  }

  /**
   * The sum of the samples of `name` with `label`, as it is written, among theirs.
   * @returns undefined where there is none.
   */
  sum(name: string, label = ''): number | undefined {
    const values = (this.#samples.get(name) ?? [])
      .filter(({ labels }) => labels.includes(label))
      .map(({ value }) => value);
    return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0);
  }
}
