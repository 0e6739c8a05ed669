import { sentencesOf } from './sentences';

describe('the sentences of a text', () => {
  it.each([
    ['One. Two! Three?', ['One.', 'Two!', 'Three?']],
    ['See e.g. the log. Then stop.', ['See e.g. the log.', 'Then stop.']],
    ['A line\nwrapped here.\n\nNext paragraph', ['A line\nwrapped here.', 'Next paragraph']],
    ['Steps\n- open it\n- close it', ['Steps', '- open it', '- close it']],
    ['落ちます。直してください。', ['落ちます。', '直してください。']],
    ['Version 1.2.3 is out', ['Version 1.2.3 is out']],
    [' \n ', []],
  ])('%j', (text, sentences) => expect(sentencesOf(text)).toEqual(sentences));
});
