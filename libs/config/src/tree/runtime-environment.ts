import type { SettingReader } from '../engine/setting-reader';
import { SETTINGS } from '../settings';
import type { RuntimeEnvironment } from '../strata-config';

/** Production when NODE_ENV says so, or when the platform Railway says where it runs. */
export function readRuntimeEnvironment(reader: SettingReader): RuntimeEnvironment {
  const nodeEnv = reader.read(SETTINGS.nodeEnv);
  const railway = reader.read(SETTINGS.railwayEnvironment);
  if (!railway.given) return nodeEnv.value;
  if (nodeEnv.given && nodeEnv.value !== 'production') {
    reader.problems.warn(
      `RAILWAY_ENVIRONMENT is set: the service runs as production, although NODE_ENV is ${nodeEnv.value}.`,
    );
  }
  return 'production';
}
