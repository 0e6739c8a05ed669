/** Which comments and strings a language has. */
export interface Syntax {
  readonly lineComments: readonly string[];
  readonly blockComment?: readonly [open: string, close: string];
  /** Delimiters of strings, longest first. */
  readonly strings: readonly string[];
  /** Delimiters among `strings` that may span lines. */
  readonly multiline: readonly string[];
  /** Nesting shows in the indentation, not in braces. */
  readonly indented?: boolean;
}

const C_LIKE: Syntax = {
  lineComments: ['//'],
  blockComment: ['/*', '*/'],
  strings: ['"', "'"],
  multiline: [],
};
const SCRIPT: Syntax = { ...C_LIKE, strings: ['"', "'", '`'], multiline: ['`'] };
const HASH: Syntax = { lineComments: ['#'], strings: ['"', "'"], multiline: ['"', "'"] };

export type CodeLanguage =
  | 'typescript'
  | 'javascript'
  | 'python'
  | 'java'
  | 'kotlin'
  | 'csharp'
  | 'c'
  | 'cpp'
  | 'go'
  | 'rust'
  | 'ruby'
  | 'php'
  | 'swift'
  | 'sql'
  | 'shell'
  | 'html'
  | 'css'
  | 'json'
  | 'yaml';

export const SYNTAX: Readonly<Record<CodeLanguage | 'unknown', Syntax>> = {
  typescript: SCRIPT,
  javascript: SCRIPT,
  python: {
    lineComments: ['#'],
    strings: ['"""', "'''", '"', "'"],
    multiline: ['"""', "'''"],
    indented: true,
  },
  java: C_LIKE,
  kotlin: C_LIKE,
  csharp: C_LIKE,
  c: C_LIKE,
  cpp: C_LIKE,
  go: SCRIPT,
  // A single quote begins a lifetime more often than a character.
  rust: { ...C_LIKE, strings: ['"'], multiline: ['"'] },
  ruby: { ...HASH, indented: true },
  php: { ...C_LIKE, lineComments: ['//', '#'], multiline: ['"', "'"] },
  swift: { ...C_LIKE, strings: ['"'] },
  sql: {
    lineComments: ['--'],
    blockComment: ['/*', '*/'],
    strings: ["'"],
    multiline: ["'"],
    indented: true,
  },
  shell: HASH,
  html: {
    lineComments: [],
    blockComment: ['<!--', '-->'],
    strings: [],
    multiline: [],
    indented: true,
  },
  css: { ...C_LIKE, lineComments: [] },
  json: { lineComments: [], strings: ['"'], multiline: [] },
  yaml: { lineComments: ['#'], strings: ['"', "'"], multiline: [], indented: true },
  unknown: { ...C_LIKE, lineComments: ['//', '#'] },
};

const BY_EXTENSION: Readonly<Record<string, CodeLanguage>> = {
  ts: 'typescript',
  tsx: 'typescript',
  js: 'javascript',
  jsx: 'javascript',
  mjs: 'javascript',
  cjs: 'javascript',
  py: 'python',
  java: 'java',
  kt: 'kotlin',
  cs: 'csharp',
  c: 'c',
  h: 'c',
  cc: 'cpp',
  cpp: 'cpp',
  hpp: 'cpp',
  go: 'go',
  rs: 'rust',
  rb: 'ruby',
  php: 'php',
  swift: 'swift',
  sql: 'sql',
  sh: 'shell',
  bash: 'shell',
  html: 'html',
  css: 'css',
  json: 'json',
  yml: 'yaml',
  yaml: 'yaml',
};

/** The language that a file name's ending stands for; undefined for other titles. */
export function languageOfFileName(name: string): CodeLanguage | undefined {
  const extension = /^\S{0,200}\.(\w{1,5})$/.exec(name)?.[1]?.toLowerCase();
  return extension !== undefined && Object.hasOwn(BY_EXTENSION, extension)
    ? BY_EXTENSION[extension]
    : undefined;
}
