import { join, relative } from 'node:path';
import ts from 'typescript';
import { ROOT } from './repository';

/** Where the build puts what it makes of `source`, both seen from the root of the checkout. */
export function buildOutputOf(source: string): string {
  const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic: failed };
  const config = join(ROOT, 'tsconfig.build.json');
  const parsed = ts.getParsedCommandLineOfConfigFile(config, {}, host);
  if (!parsed) throw new Error('tsconfig.build.json cannot be read');
  const file = join(ROOT, source);
  if (!parsed.fileNames.includes(file)) throw new Error(`${source} is no part of the build`);
  const [output] = ts.getOutputFileNames(parsed, file, !ts.sys.useCaseSensitiveFileNames);
  if (output === undefined) throw new Error(`the build makes nothing of ${source}`);
  return relative(ROOT, output);
}

function failed(diagnostic: ts.Diagnostic): never {
  throw new Error(ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n'));
}
