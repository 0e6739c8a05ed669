const MAX_SHOWN_CHARACTERS = 200;
const CREDENTIALS = /:\/\/[^/]*@/;

/** `text` for a message: quoted, cut when long, and hidden when it looks like a URL with credentials. */
export function shown(text: string): string {
  if (CREDENTIALS.test(text)) return 'a hidden value';
  if (text.length <= MAX_SHOWN_CHARACTERS) return JSON.stringify(text);
  return `${JSON.stringify(text.slice(0, MAX_SHOWN_CHARACTERS))}...`;
}

/** What to say instead of a secret; `problem` says what is wrong with it. */
export function hidden(problem?: string): string {
  return problem === undefined ? 'a hidden value' : `a hidden value: ${problem}`;
}

/** A value for a message, as far as it may be shown, with what is wrong with it. */
export function describeFound(text: string, secret: boolean, problem?: string): string {
  if (secret) return hidden(problem);
  return problem === undefined ? shown(text) : `${shown(text)}: ${problem}`;
}
