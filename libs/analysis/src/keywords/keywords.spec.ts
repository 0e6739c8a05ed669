import { wordsOf } from '../text/words';
import { CODE_WORDS, identifierParts } from './code-words';
import { findKeywords, MAX_KEYWORDS, MAX_PHRASES } from './keywords';

const find = (text: string, language = 'en') => findKeywords(wordsOf(text), { language });

describe('keywords', () => {
  it('are the words that carry the text, in the singular', () => {
    expect(find('The login page crashes. Crashes of login pages are frequent.').keywords).toEqual([
      'login',
      'page',
      'crash',
      'frequent',
    ]);
  });

  it('put what is said often and early first', () => {
    const { keywords } = find('Cache misses. The disk is fine. Cache size, cache keys.');
    expect(keywords[0]).toBe('cache');
    expect(keywords.indexOf('miss')).toBeLessThan(keywords.indexOf('disk'));
  });

  it('leave out function words of the language, and only of that', () => {
    expect(find('Der Server ist nicht da', 'de').keywords).toEqual(['server']);
    expect(find('die die die', 'en').keywords).toEqual(['die']);
  });

  it('leave out numbers, noise and endless words', () => {
    expect(find(`123 4.5 x ${'z'.repeat(41)} end`).keywords).toEqual(['end']);
  });

  it('work in scripts without spaces', () => {
    const { keywords } = find('ログイン画面でサーバーが落ちるときがあります', 'ja');
    expect(keywords).toEqual(['ログイン', '画面', 'サーバー', '落ちる']);
  });

  it('are bounded in number', () => {
    const many = Array.from({ length: 500 }, (_, n) => `word${n}a other${n}b, and`).join(' ');
    expect(find(many).keywords).toHaveLength(MAX_KEYWORDS);
    expect(find(many).phrases).toHaveLength(MAX_PHRASES);
  });

  it('of nothing are none', () => {
    expect(find('')).toEqual({ keywords: [], phrases: [] });
  });
});

describe('phrases', () => {
  it('score as in the paper: degree over frequency, summed', () => {
    // "linear constraint" twice and "constraint" once: linear 4/2, constraint 5/3.
    const { phrases } = find('linear constraint, linear constraint, constraint');
    expect(phrases).toEqual([{ text: 'linear constraint', score: 3.67, count: 2 }]);
  });

  it('do not cross punctuation or function words', () => {
    expect(find('memory leak. garbage collector').phrases.map(({ text }) => text)).toEqual([
      'memory leak',
      'garbage collector',
    ]);
    expect(find('leak of memory').phrases).toEqual([]);
  });
});

describe('words in code', () => {
  it.each([
    ['parseHTTPHeader_v2', ['parse', 'HTTP', 'Header', 'v2']],
    ['user_id', ['user', 'id']],
    ['simple', ['simple']],
    ['os.path', ['os', 'path']],
    ['__init__', ['init']],
  ])('%s is made of %j', (identifier, parts) => expect(identifierParts(identifier)).toEqual(parts));

  it('that belong to the language are ignored on request', () => {
    const words = wordsOf('function parse return header');
    expect(findKeywords(words, { language: 'en', ignored: CODE_WORDS }).keywords).toEqual([
      'parse',
      'header',
    ]);
  });
});
