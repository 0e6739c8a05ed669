/** vader-sentiment 1.1.3 ships no types; this is what is used of it. */
declare module 'vader-sentiment' {
  interface PolarityScores {
    /** Shares of the text, together 1. */
    readonly neg: number;
    readonly neu: number;
    readonly pos: number;
    /** −1 (most negative) to 1 (most positive). */
    readonly compound: number;
  }

  const vader: {
    readonly SentimentIntensityAnalyzer: { polarity_scores(text: string): PolarityScores };
  };
  export = vader;
}
