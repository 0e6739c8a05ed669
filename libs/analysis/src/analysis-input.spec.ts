import type { AnalysisRequest } from './analysis';
import { validRequest } from './analysis-input';

const REQUEST: AnalysisRequest = { userId: 'ada', kind: 'issue', title: 'A', content: 'B' };

function refusedFields(change: object): string[] {
  try {
    validRequest({ ...REQUEST, ...change });
    return [];
  } catch (error) {
    const { errors } = error as { errors: { field: string }[] };
    return errors.map(({ field }) => field);
  }
}

describe('a request for an analysis', () => {
  it.each([
    {},
    { title: undefined },
    { content: '' },
    { issueKey: 'TEST-123' },
    { issueKey: 'a_b2-1' },
    { content: 'x'.repeat(1_048_576) },
    { userId: 'auth0|ada' },
  ])('is accepted: %#', (change) => expect(refusedFields(change)).toEqual([]));

  it.each([
    [{ userId: '' }, ['user_id']],
    [{ userId: 'x'.repeat(257) }, ['user_id']],
    [{ userId: 'a\ud800' }, ['user_id']],
    [{ kind: 'poem' }, ['kind']],
    [{ title: 'x'.repeat(1_001) }, ['title']],
    [{ title: null, content: null }, ['title', 'content']],
    [{ content: 'a\0b' }, ['content']],
    [{ title: '', content: '' }, ['content']],
    [{ content: 'x'.repeat(1_048_577) }, ['content']],
    [{ issueKey: 'TEST' }, ['issue_key']],
    [{ issueKey: 'TEST-123\n' }, ['issue_key']],
  ])('is refused: %#', (change, fields) => expect(refusedFields(change)).toEqual(fields));

  it('is put in the form that can be stored', () => {
    const projectId = '0B0B6C4E-6F0E-4A52-8B4C-3A1F6E1D2C3B';
    expect(validRequest({ ...REQUEST, title: '\ud83d', content: 'a\udc00', projectId })).toEqual({
      ...REQUEST,
      title: '\ufffd',
      content: 'a\ufffd',
      projectId: projectId.toLowerCase(),
    });
  });
});
