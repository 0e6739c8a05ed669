import { singular } from './singular';

describe('the singular of a word', () => {
  it.each([
    ['crashes', 'crash'],
    ['queries', 'query'],
    ['files', 'file'],
    ['boxes', 'box'],
    ['class', 'class'],
    ['status', 'status'],
    ['analysis', 'analysis'],
    ['bus', 'bus'],
    ['log', 'log'],
  ])('%s: %s', (word, expected) => expect(singular(word)).toBe(expected));
});
