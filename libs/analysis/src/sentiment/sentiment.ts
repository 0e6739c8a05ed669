import { SentimentIntensityAnalyzer } from 'vader-sentiment';
import { round } from '../text/round';
import { neutralise } from './neutralise';

type SentimentLabel = 'positive' | 'neutral' | 'negative';

/** The writer's attitude, not the severity of what is described. */
export interface Sentiment {
  readonly label: SentimentLabel;
  /** −1 to 1: mean of VADER's compound scores over the sentences that show any feeling; 0 when none does. */
  readonly compound: number;
  readonly positiveSentences: number;
  readonly neutralSentences: number;
  readonly negativeSentences: number;
  /** Words that VADER would have taken for a feeling and that are technical here, at most 20, alphabetically. */
  readonly neutralised: readonly string[];
}

/** Thresholds of the authors of VADER (Hutto & Gilbert 2014). */
const LABEL_THRESHOLD = 0.05;
const MAX_SENTENCES = 150;
const MAX_SENTENCE_CHARACTERS = 400;
const MAX_NEUTRALISED = 20;

/** The sentiment of English sentences; technical words count as neutral. Looks at the first 150 sentences. */
export function measureSentiment(sentences: readonly string[]): Sentiment {
  const neutralised = sentences
    .slice(0, MAX_SENTENCES)
    .map((sentence) => neutralise(sentence.slice(0, MAX_SENTENCE_CHARACTERS)));
  const scores = neutralised.map(
    ({ text }) => SentimentIntensityAnalyzer.polarity_scores(text).compound,
  );
  const labels = scores.map(labelOf);
  const compound = meanOfFelt(scores);
  return {
    label: labelOf(compound),
    compound,
    positiveSentences: labels.filter((label) => label === 'positive').length,
    neutralSentences: labels.filter((label) => label === 'neutral').length,
    negativeSentences: labels.filter((label) => label === 'negative').length,
    neutralised: distinct(neutralised.flatMap((sentence) => sentence.neutralised)),
  };
}

function labelOf(compound: number): SentimentLabel {
  if (compound >= LABEL_THRESHOLD) return 'positive';
  return compound <= -LABEL_THRESHOLD ? 'negative' : 'neutral';
}

function meanOfFelt(scores: readonly number[]): number {
  const felt = scores.filter((score) => score !== 0);
  return felt.length === 0
    ? 0
    : round(felt.reduce((sum, score) => sum + score, 0) / felt.length, 4);
}

function distinct(words: readonly string[]): string[] {
  return [...new Set(words)].sort().slice(0, MAX_NEUTRALISED);
}
