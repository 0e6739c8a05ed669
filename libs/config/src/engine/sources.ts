import { textOf, type Environment } from './environment';
import { shown } from './found';
import type { Problems } from './problems';
import { fileVariable, type SettingSpec } from './setting';

/** Gives the text of a file, or throws an error whose `code` says why it cannot. */
export type ReadFile = (path: string) => string;

/** One variable that gives a value. */
export interface Source {
  readonly variable: string;
  readonly text: string;
}

/** Where a setting's text may come from, and whether anything was set at all. */
export interface Sources {
  readonly given: boolean;
  readonly texts: readonly Source[];
}

/** What is needed to find the texts of a setting. */
export interface SourceContext {
  readonly environment: Environment;
  readonly readFile: ReadFile;
  readonly problems: Problems;
}

/** Every text that is set for a setting, from variables and, for a secret, from files. */
export function sourcesOf(of: SettingSpec<unknown>, context: SourceContext): Sources {
  const names = [of.name, ...(of.aliases ?? [])];
  const direct = names.map((name) => ({ variable: name, text: textOf(context.environment, name) }));
  const files = of.secret ? names.map(fileVariable) : [];
  const setFiles = files.filter((name) => textOf(context.environment, name) !== undefined);
  const found = [...direct, ...setFiles.map((variable) => fromFile(variable, context))];
  const texts = found.flatMap(({ variable, text }) =>
    text === undefined ? [] : [{ variable, text }],
  );
  return { given: texts.length > 0 || setFiles.length > 0, texts };
}

function fromFile(variable: string, context: SourceContext) {
  const path = textOf(context.environment, variable) ?? '';
  return { variable, text: readText(variable, path, context) };
}

/** The text of the file at `path` without surrounding white space; a fault when there is none. */
export function readText(
  variable: string,
  path: string,
  { readFile, problems }: Pick<SourceContext, 'readFile' | 'problems'>,
): string | undefined {
  const refuse = (why: string) => {
    const found = `the path ${shown(path)}, ${why}`;
    problems.fault({ variable, found, allowed: 'the path of a readable, non-empty text file' });
    return undefined;
  };
  try {
    return readFile(path).trim() || refuse('where the file is empty');
  } catch (error) {
    return refuse(`which cannot be read (${reasonOf(error)})`);
  }
}

/** The error's code alone: its message could repeat what the file holds. */
function reasonOf(error: unknown): string {
  const hasCode = typeof error === 'object' && error !== null && 'code' in error;
  return hasCode && typeof error.code === 'string' ? error.code : 'no reason given';
}
