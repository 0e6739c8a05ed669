import { parseEnv } from 'node:util';
import type { Environment } from './engine/environment';
import { layerEnvironments } from './engine/layer-environments';
import { ALL_SETTINGS } from './settings';

/**
 * The variables of the process together with those of a `.env` file. The process wins, under whichever
 * of a setting's names: `CACHE_ENABLED=false` overrules `ENABLE_CACHE=true` in the file.
 */
export function withEnvFile(environment: Environment, fileText: string): Environment {
  return layerEnvironments(environment, parseEnv(fileText), ALL_SETTINGS);
}
