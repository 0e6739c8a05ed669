import { setImmediate as nextTurn } from 'node:timers/promises';
import { analyseCode } from '../code/analyse-code';
import { CODE_WORDS, identifierParts } from '../keywords/code-words';
import { findKeywords } from '../keywords/keywords';
import { detectLanguage } from '../language/detect-language';
import { findNames } from '../names/names';
import { measureReadability } from '../readability/readability';
import { measureSentiment } from '../sentiment/sentiment';
import { suggestForCode } from '../suggestion/suggest-code';
import { suggestIssue } from '../suggestion/suggest-issue';
import { sentencesOf } from '../text/sentences';
import { wordsOf, type Word } from '../text/words';
import type { Analyser, AnalysisInput } from './analyser';
import type { AnalysisResult } from './analysis-result';
import { prepareInput, type PreparedInput } from './prepare-input';

/**
 * Analyses without any outside service. Time is bounded by what it looks at: the first 32,768 characters of the content,
 * less for the slower steps. It gives the event loop a turn between steps.
 */
export class LocalAnalyser implements Analyser {
  readonly name = 'local/1';

  async analyse(input: AnalysisInput): Promise<AnalysisResult> {
    const prepared = prepareInput(input);
    await nextTurn();
    return input.kind === 'code' ? analyseSource(prepared) : analyseText(prepared);
  }
}

async function analyseText(prepared: PreparedInput): Promise<AnalysisResult> {
  const { title, content, size, truncated } = prepared;
  const titleWords = wordsOf(title);
  const contentWords = wordsOf(content);
  const words = [...titleWords, ...contentWords];
  const sentences = [...sentencesOf(title), ...sentencesOf(content)];
  const language = detectLanguage(words);
  const english = language.tag === 'en';
  await nextTurn();
  const names = english ? findNames(sentences) : null;
  await nextTurn();
  const sentiment = english ? measureSentiment(sentences) : null;
  await nextTurn();
  return {
    language,
    ...findKeywords(words, { language: language.tag }),
    names,
    sentiment,
    readability: english ? measureReadability(words, sentences.length) : null,
    ...suggestIssue({ title, content, words: { title: titleWords, content: contentWords } }),
    code: null,
    size: { ...size, words: words.length, sentences: sentences.length },
    truncated,
  };
}

async function analyseSource(prepared: PreparedInput): Promise<AnalysisResult> {
  const { title, content, size, truncated } = prepared;
  const { facts, view } = analyseCode(content, title);
  await nextTurn();
  const prose = wordsOf(`${title}\n${view.comments.join('\n')}`);
  const language = detectLanguage(prose);
  const words = [...prose, ...wordsOf(view.code.join('\n')).flatMap(wordsOfIdentifier)];
  await nextTurn();
  return {
    language,
    ...findKeywords(words, { language: 'en', ignored: CODE_WORDS }),
    names: null,
    sentiment: null,
    readability: null,
    ...suggestForCode(facts),
    code: facts,
    size: { ...size, words: words.length, sentences: 0 },
    truncated,
  };
}

/** Each part of an identifier as a word of its own; an identifier is one phrase. */
function wordsOfIdentifier({ text }: Word): Word[] {
  return identifierParts(text).map((part, index) => ({
    text: part,
    key: part.toLowerCase(),
    startsPhrase: index === 0,
  }));
}
