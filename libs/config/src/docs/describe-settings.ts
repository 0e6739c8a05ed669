import { fileVariable, type Profile, type Setting } from '../engine/setting';
import type { Group } from '../engine/setting';
import { SETTINGS } from '../settings';

/** A setting in words, for documentation. */
export interface SettingDescription {
  readonly name: string;
  readonly group: Group;
  /** Other variables that mean the same. */
  readonly aliases: readonly string[];
  /** The variable that names a file to read a secret from. */
  readonly fileVariable: string | undefined;
  readonly description: string;
  readonly unit: string | undefined;
  readonly allowed: string;
  /** Default outside production, in words where it is no fixed value. */
  readonly default: string;
  /** Default in production where it differs. */
  readonly productionDefault: string | undefined;
  /** A value to begin with: the default, else an example. */
  readonly sample: string;
}

const NO_DEFAULT = 'none';

/** Every setting, chapter by chapter. */
export function describeSettings(): readonly SettingDescription[] {
  return Object.values<Setting<unknown>>(SETTINGS).map(describe);
}

function describe(of: Setting<unknown>): SettingDescription {
  const development = fixedDefault(of, 'development');
  const production = fixedDefault(of, 'production');
  return {
    name: of.name,
    group: of.group,
    aliases: of.aliases ?? [],
    fileVariable: of.secret ? fileVariable(of.name) : undefined,
    description: of.description,
    unit: of.unit,
    allowed: of.kind.allowed,
    default: development ?? of.defaultNote ?? NO_DEFAULT,
    productionDefault: production === development ? undefined : production,
    sample: development ?? of.example ?? '',
  };
}

/** The default as a text; undefined when there is none, or an empty list. */
function fixedDefault({ kind, defaults }: Setting<unknown>, profile: Profile): string | undefined {
  const value = defaults[profile];
  return value === undefined ? undefined : kind.canonical(value) || undefined;
}
