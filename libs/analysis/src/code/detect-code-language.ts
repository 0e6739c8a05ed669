import { round } from '../text/round';
import type { CodeLanguageGuess } from './code-facts';
import { languageOfFileName, type CodeLanguage } from './code-languages';

/** A line that looks like this speaks for a language. */
interface Sign {
  readonly language: CodeLanguage;
  readonly points: number;
  readonly line: RegExp;
}

const MAX_LINES = 400;
/** Patterns see this much of a line, which bounds their time. */
const MAX_LINE_CHARACTERS = 200;
/** One kind of line counts at most so often, so that a long list does not outvote everything else. */
const MAX_COUNT = 5;

const SIGNS: readonly Sign[] = [
  {
    language: 'typescript',
    points: 3,
    line: /^\s*(?:export )?(?:interface|type|enum|abstract class) \w+/,
  },
  {
    language: 'typescript',
    points: 3,
    line: /[(,]\s?(?:readonly )?\w+\??: (?:string|number|boolean|unknown|void|readonly|\w+\[\]|[A-Z]\w*<)/,
  },
  {
    language: 'typescript',
    points: 2,
    line: /\)\s?: (?:Promise<|void|string|number|boolean)|\bas const\b|\bimport type\b/,
  },
  {
    language: 'javascript',
    points: 2,
    line: /^\s*(?:export )?(?:async )?function\*? ?\w*\(|=> ?[{(]|\brequire\(['"]|\bmodule\.exports\b/,
  },
  {
    language: 'javascript',
    points: 2,
    line: /^\s*(?:const|let) [\w{[][^=]{0,60}= |\bconsole\.\w+\(|===|!==|\bdocument\./,
  },
  {
    language: 'javascript',
    points: 1,
    line: /^\s*import .{0,100} from ['"]|^\s*export (?:default|const|class)/,
  },
  {
    language: 'typescript',
    points: 1,
    line: /^\s*import .{0,100} from ['"]|^\s*(?:const|let) \w+: /,
  },
  {
    language: 'python',
    points: 3,
    line: /^\s*(?:async )?def \w+\(.{0,150}\)?.{0,40}:\s*(?:#.*)?$|^\s*(?:elif .{1,100}|except.{0,60}|with .{1,100}):\s*$/,
  },
  {
    language: 'python',
    points: 2,
    line: /^\s*(?:from [\w.]+ import |import \w+(?: as \w+)?$)|\bself\.\w+|\bNone\b|__\w+__|^\s*(?:if|for|while) .{1,120}:\s*$/,
  },
  {
    language: 'java',
    points: 3,
    line: /^\s*import java|^\s*(?:public|private|protected) (?:static |final )*(?:class|interface|void|int|String|\w+<[^>]{1,60}>) \w+|System\.out\./,
  },
  {
    language: 'java',
    points: 1,
    line: /^\s*@(?:Override|Autowired|Test)\b|\bnew \w+<>?\(|^\s*package [\w.]+;/,
  },
  {
    language: 'kotlin',
    points: 3,
    line: /^\s*(?:(?:private|override|suspend|public|internal) )*fun \w+\(|^\s*(?:data class|object) \w+|^\s*val \w+(?:: \w+)? = /,
  },
  {
    language: 'csharp',
    points: 3,
    line: /^\s*using [A-Z][\w.]+;|^\s*namespace [A-Z][\w.]+|\bConsole\.Write|\bget; set;|\bstring\.IsNullOr/,
  },
  {
    language: 'c',
    points: 2,
    line: /^\s*#include <\w+\.h>|\b(?:printf|malloc|free|strcpy|sizeof)\(|^\s*(?:int|void|char|static) \*?\w+\(.{0,100}\)\s*\{?\s*$/,
  },
  {
    language: 'cpp',
    points: 3,
    line: /^\s*#include <\w+>|\bstd::|\bcout\b|^\s*template ?<|\bnullptr\b|\w+::\w+\(/,
  },
  {
    language: 'go',
    points: 3,
    line: /^package \w+\s*$|^func (?:\(\w+ \*?\w+\) )?\w+\(|:= |\bif err != nil\b/,
  },
  {
    language: 'rust',
    points: 3,
    line: /^\s*(?:pub(?:\(crate\))? )?(?:fn|struct|enum|impl|trait|mod)\b.{0,80}|\blet mut \b|\bprintln!\(|\.unwrap\(\)|->\s?Result</,
  },
  {
    language: 'ruby',
    points: 3,
    line: /^\s*def \w+[?!]?(?:\(.{0,80}\))?\s*$|^\s*end\s*$|\bdo \|\w+\||^\s*(?:require|attr_accessor|puts) /,
  },
  { language: 'php', points: 4, line: /<\?php|\$\w+\s?=|\$this->|->\w+\(.{0,60}\);\s*$/ },
  {
    language: 'swift',
    points: 3,
    line: /^\s*(?:@\w+ )?(?:private |public )?func \w+\(.{0,100}\) ?(?:->|\{)|\bguard let\b|^\s*import (?:UIKit|Foundation|SwiftUI)/,
  },
  {
    language: 'sql',
    points: 4,
    line: /^\s*(?:SELECT .{1,100}|INSERT INTO|UPDATE \w+ SET|DELETE FROM|CREATE (?:TABLE|INDEX|UNIQUE|OR REPLACE)|ALTER TABLE|FROM \w+)\b/i,
  },
  {
    language: 'shell',
    points: 4,
    line: /^#!.{0,30}\b(?:ba|z|da)?sh\b|^\s*(?:fi|done|esac)\s*$|^\s*if \[\[? |^\s*echo |\$\{?\w+\}?.{0,40}\| ?(?:grep|awk|sed)/,
  },
  {
    language: 'html',
    points: 4,
    line: /^\s*<!DOCTYPE html|^\s*<\/?(?:html|head|body|div|span|p|ul|li|a|script|table|form|h[1-6])\b/i,
  },
  {
    language: 'css',
    points: 3,
    line: /^\s*[.#@]?[\w-]+(?:[ ,:>.#][^{};]{0,60})?\s?\{\s*$|^\s*(?:color|margin|padding|display|font-size|background|width|border)\s?:[^;]{1,60};/,
  },
  { language: 'yaml', points: 2, line: /^\s*(?:- )?[\w-]+:(?: [^;{}]{1,80})?$|^---\s*$/ },
];

/** The programming language by the file's name, else by the lines that are typical of one; ties go to the one listed first. */
export function detectCodeLanguage(code: string, fileName = ''): CodeLanguageGuess {
  const named = languageOfFileName(fileName);
  if (named) return { name: named, confidence: 1 };
  if (isJson(code)) return { name: 'json', confidence: 1 };
  const points = new Map<CodeLanguage, number>();
  const lines = code.split('\n', MAX_LINES).map((line) => line.slice(0, MAX_LINE_CHARACTERS));
  for (const { language, points: each, line: pattern } of SIGNS) {
    const count = Math.min(MAX_COUNT, lines.filter((line) => pattern.test(line)).length);
    if (count > 0) points.set(language, (points.get(language) ?? 0) + each * count);
  }
  const ranked = [...points].sort(([, a], [, b]) => b - a);
  const total = ranked.reduce((sum, [, score]) => sum + score, 0);
  const [best] = ranked;
  return best
    ? { name: best[0], confidence: round(best[1] / total, 3) }
    : { name: 'unknown', confidence: 0 };
}

function isJson(code: string): boolean {
  if (!/^\s*[[{]/.test(code.slice(0, MAX_LINE_CHARACTERS))) return false;
  try {
    JSON.parse(code);
    return true;
  } catch {
    // Not JSON: the other languages are tried.
    return false;
  }
}
