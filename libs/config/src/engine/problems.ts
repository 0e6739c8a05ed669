import { ConfigError, type ConfigFault } from '../config-error';

/** Gathers everything that is wrong or doubtful, so that it is reported at once. */
export class Problems {
  readonly #faults: ConfigFault[] = [];
  readonly #warnings: string[] = [];

  fault(fault: ConfigFault): void {
    this.#faults.push(fault);
  }

  warn(text: string): void {
    this.#warnings.push(text);
  }

  get warnings(): readonly string[] {
    return [...this.#warnings];
  }

  /** @throws ConfigError with every fault and warning, when there is any fault. */
  throwIfAny(): void {
    if (this.#faults.length > 0) throw new ConfigError([...this.#faults], this.warnings);
  }
}
