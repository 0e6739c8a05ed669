import { singular } from '../text/singular';

/** English words of the trade that fill short issue titles, in the singular. Shared words ("server", "test") are left out. */
const WORDS = new Set(
  `add after allow anymore app behavior behaviour bug broken build button cache called cannot change check checkout cleanup click
  clicking code connection crash crashed crashing customer database dead delete deleted deletion deploy deployment disable
  download empty enable endpoint error export fail failed failing failure feature file fix fixed flaky hang header improve invalid
  issue leak list load loading lock log login logout loses lost memory missing move mobile network null number opening page password
  payment please pointer query quick rate refactor reject release remove rename request response retry return returned returning save
  saving search send setting show shows sign size slow slowly spelling stale start stop support time timeout title token typo
  unable undefined unexpected update upgrade upload user value webhook wrong exception thrown stack trace crashes`.split(
    /\s+/,
  ),
);

/** True for a word that, in an issue, speaks for English. `key` is in lower case. */
export function isTechnicalEnglish(key: string): boolean {
  return WORDS.has(key) || WORDS.has(singular(key));
}
