import type { Kind } from './kind';

/** The chapters of the settings table, in the order in which they are documented. */
export const GROUPS = [
  'Service',
  'Logging',
  'Authentication',
  'Rate limits',
  'Database',
  'Embedded database',
  'Cache',
  'Redis',
  'Retention',
] as const;

/** A chapter of the settings table. */
export type Group = (typeof GROUPS)[number];

/** Which column of defaults applies; `test` takes those of development. */
export type Profile = 'development' | 'production';

/** What every setting declares. */
export interface SettingSpec<T> {
  /** The canonical variable. */
  readonly name: string;
  /** Other variables that mean the same. */
  readonly aliases?: readonly string[];
  readonly group: Group;
  readonly kind: Kind<T>;
  /** One or two sentences for the person who sets it. */
  readonly description: string;
  /** Unit of the number. */
  readonly unit?: string;
  /** Never shown; may also be read from the file that `<NAME>_FILE` names. */
  readonly secret?: boolean;
  /** What stands in `.env.example` when there is no default. */
  readonly example?: string;
  /** Words for the default when it is no fixed value. */
  readonly defaultNote?: string;
  /** Read only where this other variable is set. */
  readonly onlyWith?: string;
  /** Says in another form what this other setting says. */
  readonly alternativeTo?: string;
}

/** A setting with its defaults; `D` is `undefined` when absence means something of its own. */
export interface Setting<T, D extends T | undefined = T | undefined> extends SettingSpec<T> {
  readonly defaults: Readonly<Record<Profile, D>>;
}

interface DefaultSpec<T> {
  readonly default: T;
  /** Default in production where it differs. */
  readonly productionDefault?: T;
}

/** A setting that always has a value. */
export function setting<T>(spec: SettingSpec<T> & DefaultSpec<NoInfer<T>>): Setting<T, T> {
  const { default: development, productionDefault: production = development, ...rest } = spec;
  return { ...rest, defaults: { development, production } };
}

/** A setting that may be absent. */
export function optionalSetting<T>(spec: SettingSpec<T>): Setting<T, undefined> {
  return { ...spec, defaults: { development: undefined, production: undefined } };
}

/** Every variable that gives this setting: name and aliases, and for a secret their `_FILE` forms. */
export function variablesOf(of: SettingSpec<unknown>): readonly string[] {
  const names = [of.name, ...(of.aliases ?? [])];
  return of.secret ? names.flatMap((name) => [name, fileVariable(name)]) : names;
}

/** The variable that names the file which holds the value of `name`. */
export function fileVariable(name: string): string {
  return `${name}_FILE`;
}
