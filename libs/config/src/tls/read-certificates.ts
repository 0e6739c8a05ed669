import { X509Certificate } from 'node:crypto';
import { shown } from '../engine/found';
import type { SettingReader } from '../engine/setting-reader';
import { readText } from '../engine/sources';

/** The certificates (PEM) in the file that `variable` names; a fault when there are none. */
export function readCertificates(
  reader: SettingReader,
  variable: string,
  path: string | undefined,
): string | undefined {
  if (path === undefined) return undefined;
  const pem = readText(variable, path, reader);
  if (pem === undefined || beginsWithCertificate(pem)) return pem;
  reader.problems.fault({
    variable,
    found: `the path ${shown(path)}, where no certificate could be read`,
    allowed: 'the path of a file with certificates in PEM form',
  });
  return undefined;
}

function beginsWithCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).raw.length > 0;
  } catch {
    return false;
  }
}
