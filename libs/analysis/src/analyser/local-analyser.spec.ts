import fc from 'fast-check';
import { ANALYSIS_KINDS } from './analyser';
import { LocalAnalyser } from './local-analyser';
import { MAX_ANALYSED_CHARACTERS } from './prepare-input';

const analyser = new LocalAnalyser();
const MEBIBYTE = 1_048_576;

/** Inputs that make careless patterns and libraries take minutes; each is cut to 1 MiB. */
const HOSTILE: Readonly<Record<string, string>> = {
  'one endless word': 'a',
  blanks: ' ',
  'line ends': '\r\n',
  punctuation: '!?',
  'words and dots': 'A b. ',
  names: 'John Smith ',
  negations: 'not crash ',
  feelings: 'I hate terrible! ',
  'marks upon marks': '\u0301\u0323',
  'lone surrogates': '\ud800',
  emoji: '😀',
  flags: '🇨🇿',
  Chinese: '漢字仮名',
  Thai: 'สวัสดี',
  Arabic: 'مرحبا بالعالم ',
  quotes: '"',
  escapes: '\\"',
  'open comments': '/*',
  'open braces': '{',
  'open lists': '[',
  SQL: "SELECT a FROM b WHERE '",
  passwords: 'password password_',
  'stack traces': '    at x:x:x:x:x:x',
  'list items': '\n- a',
  abbreviations: 'e.g. ',
  identifiers: 'aB_',
};

describe('the local analyser', () => {
  it('says its name and version', () => expect(analyser.name).toBe('local/1'));

  it('analyses an English issue', async () => {
    const result = await analyser.analyse({
      kind: 'issue',
      title: 'Login page crashes on Safari',
      content:
        'Steps to reproduce: open the login page and press Enter. The tab crashes. John Smith from London reported it.',
    });
    expect(result).toMatchObject({
      language: { tag: 'en', reliable: true },
      names: { people: ['John Smith'], places: ['London'] },
      sentiment: { label: 'neutral' },
      issueType: { value: 'bug' },
      priority: { value: 'high' },
      code: null,
      truncated: false,
      size: { words: 24, sentences: 4 },
    });
    expect(result.keywords.slice(0, 3)).toEqual(['login', 'page', 'crash']);
    expect(result.readability?.fleschReadingEase).toBeGreaterThan(50);
  });

  it('says where English measures do not apply', async () => {
    const content = 'Der Server stürzt ab, wenn die Datei nicht gespeichert werden kann.';
    expect(await analyser.analyse({ kind: 'text', content })).toMatchObject({
      language: { tag: 'de' },
      names: null,
      sentiment: null,
      readability: null,
    });
  });

  it('analyses code as code', async () => {
    const result = await analyser.analyse({
      kind: 'code',
      title: 'user.py',
      content: '# TODO: remove this hack later\ndef load_user(path):\n    return eval(path)\n',
    });
    expect(result).toMatchObject({
      sentiment: null,
      readability: null,
      issueType: { value: 'bug', evidence: [{ rule: 'dynamic-code', matched: 'line 3' }] },
      priority: { value: 'high' },
      code: { programmingLanguage: { name: 'python' }, markers: [{ marker: 'TODO', line: 1 }] },
    });
    expect(result.keywords).toEqual(expect.arrayContaining(['load', 'user', 'path']));
    expect(result.keywords).not.toContain('def');
  });

  it('looks at the beginning of a long text and says so', async () => {
    const content = `${'word '.repeat(MAX_ANALYSED_CHARACTERS / 5)}ending`;
    const result = await analyser.analyse({ kind: 'text', content });
    expect(result.truncated).toBe(true);
    expect(result.size).toMatchObject({
      characters: content.length,
      analysedCharacters: MAX_ANALYSED_CHARACTERS,
    });
    expect(result.keywords).not.toContain('ending');
  });

  it('takes an issue that is only a title', async () => {
    const result = await analyser.analyse({ kind: 'issue', title: 'Test issue', content: '' });
    expect(result).toMatchObject({ keywords: ['test', 'issue'], size: { words: 2 } });
  });

  // Each of these takes minutes or all memory without the bounds, so that the runner's own limit ends it.
  it.each(Object.entries(HOSTILE))('is done with a mebibyte of %s', async (_name, pattern) => {
    const content = pattern.repeat(Math.ceil(MEBIBYTE / pattern.length)).slice(0, MEBIBYTE);
    for (const kind of ANALYSIS_KINDS) {
      const result = await analyser.analyse({ kind, title: content.slice(0, 1_000), content });
      expect(result.truncated).toBe(true);
      expect(JSON.stringify(result).length).toBeLessThan(50_000);
    }
  });

  it('gives any input a result that can be stored, and the same result again', async () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: 'grapheme', maxLength: 300 }),
    );
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...ANALYSIS_KINDS), text, text, async (...input) => {
        const [kind, title, content] = input;
        const result = await analyser.analyse({ kind, title, content });
        const json = JSON.stringify(result);
        expect(JSON.parse(json)).toEqual(result);
        expect(json).not.toMatch(/\\u(?:0000|d[89a-f])/);
        expect(await analyser.analyse({ kind, title, content })).toEqual(result);
      }),
      { numRuns: 200 },
    );
  });
});
