import { sentencesOf } from '../text/sentences';
import { wordsOf } from '../text/words';
import { measureReadability } from './readability';
import { countSyllables } from './syllables';

const measure = (text: string) => measureReadability(wordsOf(text), sentencesOf(text).length);

describe('readability', () => {
  it('follows the formulas of Flesch and of Kincaid', () => {
    // 6 words, 1 sentence, 6 syllables: 206.835 - 6.09 - 84.6 and 2.34 + 11.8 - 15.59 = -1.45.
    expect(measure('The cat sat on the mat.')).toEqual({
      fleschReadingEase: 116.1,
      fleschKincaidGrade: -1.4,
      wordsPerSentence: 6,
      syllablesPerWord: 1,
    });
  });

  it('finds long words and sentences harder', () => {
    const easy = measure('The dog ran to me. I gave him a bone. He was glad.');
    const hard = measure(
      'Notwithstanding considerable organisational complexity, interdepartmental communication deteriorated.',
    );
    expect(easy?.fleschReadingEase).toBeGreaterThan(90);
    expect(hard?.fleschReadingEase).toBeLessThan(0);
    expect(hard?.fleschKincaidGrade).toBeGreaterThan(easy?.fleschKincaidGrade ?? 0);
  });

  it('is not judged by four words', () => {
    expect(measure('Test issue is here.')).toBeNull();
    expect(measure('')).toBeNull();
  });

  it('leaves numbers and identifiers out of the count', () => {
    expect(measure('The cat sat on the mat 42 x_1 a.b.')?.wordsPerSentence).toBe(6);
  });
});

/** Words with the number of syllables that dictionaries give. */
const DICTIONARY: Readonly<Record<number, string>> = {
  1: 'cat the make time fixed queue through crash page save build file test drive parsed files used hash',
  2: 'server login table reading error button create broken commit value network little open boxes pages needed simple failing statement',
  3: 'document important memory deploying computer area idea video interface regular deleted finally media',
  4: 'application information development configuring available activity security',
  5: 'university immediately authentication',
  6: 'vulnerability',
};

describe('counting syllables', () => {
  const words = Object.entries(DICTIONARY).flatMap(([count, list]) =>
    list.split(' ').map((word) => [word, Number(count)] as const),
  );

  it('agrees with the dictionary for nine words of ten', () => {
    const right = words.filter(([word, count]) => countSyllables(word) === count);
    expect(right.length / words.length).toBeGreaterThanOrEqual(0.9);
  });

  it('finds at least one in anything', () => {
    expect(countSyllables('hmm')).toBe(1);
    expect(countSyllables('')).toBe(1);
  });
});
