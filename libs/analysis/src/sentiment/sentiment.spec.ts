import { sentencesOf } from '../text/sentences';
import { measureSentiment } from './sentiment';

const measure = (text: string) => measureSentiment(sentencesOf(text));

describe('sentiment', () => {
  it.each([
    'The watchdog kills the process when it hangs.',
    'A dead lock occurs between the two threads.',
    'Fatal error: the job aborts in the critical section.',
    'The master/slave replication stops.',
    'The garbage collector frees the memory.',
    'An exploit of this vulnerability allows an attacker to execute commands.',
    'The parent process kills its zombie child processes.',
    'The request fails with a bad request error and the connection is lost.',
    'The build is broken: invalid argument, access denied.',
    'The container was killed because the memory limit was exceeded.',
    'Warning: the disk is full, writes are rejected.',
    'The service crashed with a kernel panic.',
    'The lock is shared, the value is secure, the session is active.',
  ])('takes a technical description for no feeling: %s', (text) => {
    expect(measure(text)).toMatchObject({ label: 'neutral', compound: 0 });
  });

  it.each([
    'I hate this, it is terrible.',
    'This is awful and I am really angry.',
    'Worst update ever, I am disappointed and sad.',
    'The error messages are horrible and I hate them.',
    'This job is killing me, it is awful.',
    '😡😡 again',
  ])('hears displeasure: %s', (text) => expect(measure(text).label).toBe('negative'));

  it.each([
    'I love the new dashboard, it is wonderful!',
    'Great work, thanks a lot!',
    'The crash is gone, I am so happy with the fix.',
    'Deployed 🎉👍',
  ])('hears pleasure: %s', (text) => expect(measure(text).label).toBe('positive'));

  it('understands a negation', () => {
    expect(measure('This is not good.').label).toBe('negative');
  });

  it('counts sentences by what they show, and names the words it took for technical', () => {
    expect(measure('I love it. The process was killed. I hate the colours.')).toMatchObject({
      positiveSentences: 1,
      neutralSentences: 1,
      negativeSentences: 1,
      neutralised: ['killed'],
    });
  });

  it('of nothing is neutral', () => {
    expect(measure('')).toMatchObject({ label: 'neutral', compound: 0, neutralSentences: 0 });
  });

  it('is not confused by words that objects inherit', () => {
    expect(measure('constructor hasOwnProperty __proto__ toString').label).toBe('neutral');
  });
});
