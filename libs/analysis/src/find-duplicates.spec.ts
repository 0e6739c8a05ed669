import { embedLexically } from './embedding/lexical-embedding';
import { findDuplicates } from './find-duplicates';

const candidate = (id: string, title: string) => ({
  id,
  title,
  embedding: embedLexically(title),
});

describe('likely duplicates', () => {
  const embedding = embedLexically('Login page crashes on Safari');

  it('are the candidates worded alike, likeliest first', () => {
    const found = findDuplicates(embedding, [
      candidate('other', 'Invoice PDF shows the wrong total'),
      candidate('alike', 'Safari crashes on the login page'),
      candidate('same', 'Login page crashes on Safari'),
    ]);
    expect(found.map(({ id }) => id)).toEqual(['same', 'alike']);
    expect(found[0]).toEqual({ id: 'same', title: 'Login page crashes on Safari', similarity: 1 });
  });

  it('are five at most', () => {
    const many = Array.from({ length: 20 }, (_, n) => candidate(`${n}`, 'Login page crashes'));
    expect(findDuplicates(embedding, many)).toHaveLength(5);
  });

  it('of a text without words are none', () => {
    expect(findDuplicates(embedLexically('!'), [candidate('a', '?')])).toEqual([]);
  });
});
