import { cutWhole } from '../text/prepare-text';
import { round } from '../text/round';
import type { CodeFacts, LineCounts, Marker, Risk } from './code-facts';
import { SYNTAX } from './code-languages';
import { viewCode, type CodeView } from './code-view';
import { countDecisions, deepestNesting } from './complexity';
import { detectCodeLanguage } from './detect-code-language';
import { RISK_RULES } from './risk-rules';

const LONG_LINE_CHARACTERS = 120;
/** Patterns see this much of a line, which bounds their time. */
const MAX_LINE_CHARACTERS = 500;
const MAX_FINDINGS = 50;
const MAX_NOTE_CHARACTERS = 120;
const MARKER = /\b(TODO|FIXME|HACK|XXX|BUG)\b[:(\s-]{0,4}([^\n]{0,200})/;

/** Source code taken apart, and what was found in it. */
export interface AnalysedCode {
  readonly facts: CodeFacts;
  readonly view: CodeView;
}

/** The facts of a piece of source code. Linear in its length. A title that is a file's name tells the language. */
export function analyseCode(source: string, title = ''): AnalysedCode {
  const programmingLanguage = detectCodeLanguage(source, title);
  const syntax = SYNTAX[programmingLanguage.name];
  const view = viewCode(source, syntax);
  const lines = countLines(source, view);
  const facts: CodeFacts = {
    programmingLanguage,
    lines,
    commentRatio: round(lines.comment / Math.max(1, lines.comment + lines.code), 3),
    cyclomaticComplexity: countDecisions(view.code) + 1,
    maxNesting: deepestNesting(view.code, syntax),
    longLines: longLines(source).slice(0, MAX_FINDINGS),
    markers: findMarkers(view),
    risks: findRisks(view),
  };
  return { facts, view };
}

/** A line with code and a comment counts as code. */
function countLines(source: string, { withStrings, comments }: CodeView): LineCounts {
  const code = withStrings.filter(isFilled).length;
  const comment = comments.filter(
    (line, index) => isFilled(line) && !isFilled(withStrings[index] ?? ''),
  ).length;
  const total = source === '' ? 0 : withStrings.length;
  const long = longLines(source).length;
  return { total, code, comment, blank: total - code - comment, long };
}

function isFilled(line: string): boolean {
  return line.trim() !== '';
}

function longLines(source: string): number[] {
  return source
    .split('\n')
    .flatMap((line, index) => (line.length > LONG_LINE_CHARACTERS ? [index + 1] : []));
}

function findMarkers({ comments }: CodeView): Marker[] {
  return comments
    .flatMap((line, index): Marker[] => {
      const match = MARKER.exec(cutWhole(line, MAX_LINE_CHARACTERS));
      if (!match?.[1]) return [];
      const note = cutWhole((match[2] ?? '').trim(), MAX_NOTE_CHARACTERS);
      return [{ marker: match[1], line: index + 1, note }];
    })
    .slice(0, MAX_FINDINGS);
}

function findRisks({ code, withStrings }: CodeView): Risk[] {
  return code
    .flatMap((line, index): Risk[] =>
      risksOfLine(line, withStrings[index] ?? '').map((risk) => ({ ...risk, line: index + 1 })),
    )
    .slice(0, MAX_FINDINGS);
}

function risksOfLine(code: string, withStrings: string): Omit<Risk, 'line'>[] {
  const bare = code.slice(0, MAX_LINE_CHARACTERS);
  const quoted = withStrings.slice(0, MAX_LINE_CHARACTERS);
  if (quoted.trim() === '') return [];
  return RISK_RULES.filter(({ pattern, inStrings }) => pattern.test(inStrings ? quoted : bare)).map(
    ({ rule, severity, message }) => ({ rule, severity, message }),
  );
}
