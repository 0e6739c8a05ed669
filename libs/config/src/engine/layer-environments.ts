import type { Environment } from './environment';
import { variablesOf, type SettingSpec } from './setting';

/**
 * Lays the process's own variables over those of a file. Whoever sets a setting in the process means
 * it, under whichever of its names: the file's other names for it are left out rather than reported as
 * a contradiction. A variable that is set but empty switches the file's value off.
 */
export function layerEnvironments(
  top: Environment,
  file: Environment,
  settings: readonly SettingSpec<unknown>[],
): Environment {
  const overruled = namesBySetting(settings)
    .filter((names) => names.some((name) => top[name] !== undefined))
    .flat();
  const kept = Object.entries(file).filter(([name]) => !overruled.includes(name));
  const own = Object.entries(top).filter(([, text]) => text !== undefined);
  return Object.fromEntries([...kept, ...own]);
}

/** The variables of each setting, those of settings that say the same in another form included. */
function namesBySetting(settings: readonly SettingSpec<unknown>[]): string[][] {
  const groups = new Map<string, string[]>();
  for (const setting of settings) {
    const key = setting.alternativeTo ?? setting.name;
    groups.set(key, [...(groups.get(key) ?? []), ...variablesOf(setting)]);
  }
  return [...groups.values()];
}
