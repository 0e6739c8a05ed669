/** `text` as a URL, or undefined. Node's own error repeats its input, so it is not passed on. */
export function parseUrl(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}

/** True when `text` has characters that the URL parser drops or that a log would break at. */
export function hasControlCharacters(text: string): boolean {
  return /\p{Cc}/u.test(text);
}

/** True when the percent escapes of `text` stand for UTF-8 text. */
export function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
