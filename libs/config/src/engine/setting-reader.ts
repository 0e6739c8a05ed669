import { textOf } from './environment';
import { describeFound, hidden, shown } from './found';
import type { Problems } from './problems';
import type { Profile, Setting } from './setting';
import { sourcesOf, type ReadFile, type Source, type SourceContext } from './sources';

/** What was read for a setting. */
export interface Reading<V> {
  /** The value, or the default when nothing valid was set. */
  readonly value: V;
  /** The variable that gave the value; the canonical one when none did. */
  readonly variable: string;
  /** Something was set, valid or not. */
  readonly given: boolean;
}

interface Candidate<T> extends Source {
  readonly value: T;
}

/** Reads settings one by one; faults are gathered, and the default stands in for a faulty value. */
export class SettingReader {
  readonly #context: SourceContext;
  readonly #profile: Profile;

  constructor(context: SourceContext, profile: Profile) {
    this.#context = context;
    this.#profile = profile;
  }

  get problems(): Problems {
    return this.#context.problems;
  }

  get readFile(): ReadFile {
    return this.#context.readFile;
  }

  /** The value of a setting, from whichever of its variables is set. */
  read<T, D extends T | undefined>(of: Setting<T, D>): Reading<T | D> {
    const fallback = { value: of.defaults[this.#profile], variable: of.name, given: false };
    if (!this.#isWanted(of)) return fallback;
    const { given, texts } = sourcesOf(of, this.#context);
    const candidates = texts.flatMap((source) => this.#parsed(of, source));
    this.#refuseContradiction(of, candidates);
    const [first] = candidates;
    if (!first) return { ...fallback, given };
    return { value: first.value, variable: first.variable, given };
  }

  #isWanted({ onlyWith }: Setting<unknown>): boolean {
    return onlyWith === undefined || textOf(this.#context.environment, onlyWith) !== undefined;
  }

  #parsed<T>(of: Setting<T>, { variable, text }: Source): Candidate<T>[] {
    const outcome = of.kind.parse(text);
    if (outcome.ok) {
      if (outcome.warning !== undefined) this.problems.warn(`${variable}: ${outcome.warning}`);
      return [{ variable, text, value: outcome.value }];
    }
    const found = describeFound(text, of.secret ?? false, outcome.problem);
    this.problems.fault({ variable, found, allowed: of.kind.allowed });
    return [];
  }

  #refuseContradiction<T>(of: Setting<T>, [first, ...others]: readonly Candidate<T>[]): void {
    const other = others.find(
      ({ value }) => first && of.kind.canonical(value) !== of.kind.canonical(first.value),
    );
    if (!first || !other) return;
    this.problems.fault({
      variable: `${first.variable} and ${other.variable}`,
      found: of.secret ? hidden('they differ') : `${shown(first.text)} and ${shown(other.text)}`,
      allowed: `the same value in both, or only ${of.name}`,
    });
  }
}
