import { findNames } from './names';

describe('names in English sentences', () => {
  it('are told apart as people, places and organisations', () => {
    expect(findNames(['Yesterday John Smith of Microsoft was in London.'])).toEqual({
      people: ['John Smith'],
      places: ['London'],
      organisations: ['Microsoft'],
    });
  });

  it('are named once', () => {
    const sentence = 'We met John Smith in Paris.';
    expect(findNames([sentence, sentence]).people).toEqual(['John Smith']);
  });

  it('are not sought where only the first word has a capital', () => {
    expect(findNames(['Paris is where it fails.', ''])).toEqual({
      people: [],
      places: [],
      organisations: [],
    });
  });
});
