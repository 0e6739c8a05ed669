import { wordsOf } from './words';

const keys = (text: string) => wordsOf(text).map(({ key }) => key);

describe('the words of a text', () => {
  it.each([
    ['Don’t panic!', ["don't", 'panic']],
    ['C++ and C# code in node.js 20.19', ['c++', 'and', 'c#', 'code', 'in', 'node.js', '20.19']],
    ['foo_bar, snake-case', ['foo_bar', 'snake-case']],
    ['Příliš žluťoučký kůň', ['příliš', 'žluťoučký', 'kůň']],
    ['مرحبا بالعالم', ['مرحبا', 'بالعالم']],
    ['🎉 done 👩‍🚀', ['done']],
    ['', []],
  ])('%j', (text, expected) => expect(keys(text)).toEqual(expected));

  it('are found where no spaces are written', () => {
    expect(keys('サーバーが落ちる')).toEqual(['サーバー', 'が', '落ちる']);
    expect(keys('服务器崩溃')).toContain('崩溃');
  });

  it('tell where a phrase begins', () => {
    const begins = wordsOf('Save the file, then close it.\nOpen again')
      .filter(({ startsPhrase }) => startsPhrase)
      .map(({ key }) => key);
    expect(begins).toEqual(['save', 'then', 'open']);
  });

  it('keep characters outside the basic plane whole, in a run of any length', () => {
    for (const { text } of wordsOf(`a${'𠮷'.repeat(500)}`)) expect(text).not.toMatch(/\p{Cs}/u);
  });
});
