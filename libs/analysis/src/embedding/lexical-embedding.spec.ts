import { embedLexically, LEXICAL_DIMENSIONS, LexicalEmbedding } from './lexical-embedding';
import { DUPLICATE_THRESHOLD } from '../duplicate-limits';

/** The cosine: vectors have length 1. */
function similarity(a: string, b: string): number {
  const other = embedLexically(b);
  return embedLexically(a).reduce((sum, value, index) => sum + value * (other[index] ?? 0), 0);
}

/** Pairs of issues that report the same in other words. */
const DUPLICATES: readonly (readonly [string, string])[] = [
  ['Login page crashes on Safari', 'Safari crashes on the login page'],
  ['Payment fails with error 500 at checkout', 'Checkout payment fails: error 500'],
  ['Cannot upload avatar larger than 1 MB', 'Uploading an avatar larger than 1MB is not possible'],
  ['Dark mode toggle does not persist after reload', 'Dark mode toggle is lost after reload'],
  ['Export to CSV drops the last row', 'CSV export is missing the last row'],
  ['Search results are slow for long queries', 'Slow search results with long queries'],
  ['Email notifications are sent twice', 'Email notification is sent two times'],
  ['Typo in the README installation section', 'README: typo in installation section'],
  ['Docker image build fails on arm64', 'Build of the Docker image fails on arm64'],
  ['Memory leak in the websocket handler', 'Websocket handler leaks memory'],
  ['Add support for OAuth login with GitHub', 'Support GitHub OAuth login'],
  ['Timezone is wrong in the weekly report', 'Weekly report shows the wrong timezone'],
  ['Users get logged out after five minutes', 'User is logged out after 5 minutes'],
  ['Add pagination to the orders API', 'Orders API needs pagination'],
  ['Invoice PDF shows the wrong total', 'Wrong total on invoice PDF'],
];
const ALL = DUPLICATES.flat();
const isPair = (a: string, b: string) => DUPLICATES.some(([x, y]) => x === a && y === b);

describe('lexical embeddings', () => {
  it('have 384 dimensions and length 1', () => {
    const vector = embedLexically('The login page crashes');
    expect(vector).toHaveLength(LEXICAL_DIMENSIONS);
    expect(Math.hypot(...vector)).toBeCloseTo(1, 5);
  });

  it('are equal for equal texts, whatever their composition and case', () => {
    expect(embedLexically('Cafe\u0301 CRASHES')).toEqual(embedLexically('café crashes'));
    expect(similarity('a text', 'a text')).toBeCloseTo(1, 5);
  });

  it('are all zero for a text without words', () => {
    expect(embedLexically('!?').every((value) => value === 0)).toBe(true);
    expect(similarity('', 'a text')).toBe(0);
  });

  it('put every one of fifteen rewordings first among thirty texts', () => {
    const nearest = (text: string) =>
      ALL.filter((other) => other !== text).reduce((best, other) =>
        similarity(text, other) > similarity(text, best) ? other : best,
      );
    expect(DUPLICATES.map(([a]) => nearest(a))).toEqual(DUPLICATES.map(([, b]) => b));
  });

  it('separate rewordings from texts about other things at the threshold', () => {
    for (const [a, b] of DUPLICATES) {
      expect([a, similarity(a, b) >= DUPLICATE_THRESHOLD]).toEqual([a, true]);
    }
    const unrelated = ALL.flatMap((a, index) =>
      ALL.slice(index + 1)
        .filter((b) => !isPair(a, b))
        .map((b) => similarity(a, b)),
    );
    expect(Math.max(...unrelated)).toBeLessThan(DUPLICATE_THRESHOLD - 0.1);
  });

  it('do not know meaning: a paraphrase is missed, and a negation is taken for a duplicate', () => {
    expect(similarity('The application is sluggish', 'Everything takes ages')).toBeLessThan(
      DUPLICATE_THRESHOLD,
    );
    expect(
      similarity('The build passes on main', 'The build does not pass on main'),
    ).toBeGreaterThan(DUPLICATE_THRESHOLD);
  });

  it('find a text again that has a typing error in it', () => {
    expect(
      similarity('Invoice shows the wrong total', 'Invoce shows the wrnog total'),
    ).toBeGreaterThan(DUPLICATE_THRESHOLD);
  });

  it('work in scripts without spaces', () => {
    const a = 'ログイン画面でサーバーが落ちる';
    expect(similarity(a, 'サーバーがログイン画面で落ちる')).toBeGreaterThan(DUPLICATE_THRESHOLD);
    expect(similarity(a, '請求書の合計が間違っている')).toBeLessThan(DUPLICATE_THRESHOLD);
  });

  it('say what made them', async () => {
    const provider = new LexicalEmbedding();
    expect(provider).toMatchObject({ name: 'lexical/1', dimensions: 384 });
    expect(await provider.embed('a text')).toEqual(embedLexically('a text'));
  });
});
