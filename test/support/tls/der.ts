/** Parts of DER (ITU-T X.690), as far as a certificate needs them. */

/** Tag, length, content. */
export function element(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  if (length < 0x80) return Buffer.concat([Buffer.from([tag, length]), content]);
  const bytes = length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...bytes]), content]);
}

export const sequence = (...parts: readonly Buffer[]): Buffer => element(0x30, ...parts);
export const set = (...parts: readonly Buffer[]): Buffer => element(0x31, ...parts);
export const boolean = (value: boolean): Buffer => element(0x01, Buffer.from([value ? 0xff : 0]));
export const utf8 = (text: string): Buffer => element(0x0c, Buffer.from(text));
export const octets = (content: Buffer): Buffer => element(0x04, content);
export const bits = (content: Buffer): Buffer => element(0x03, Buffer.from([0]), content);
/** Explicitly tagged. */
export const tagged = (number: number, ...parts: readonly Buffer[]): Buffer =>
  element(0xa0 + number, ...parts);

/** A positive integer. */
export function integer(bytes: Buffer): Buffer {
  const needsSign = ((bytes[0] ?? 0) & 0x80) !== 0;
  return element(0x02, needsSign ? Buffer.concat([Buffer.from([0]), bytes]) : bytes);
}

/** An object identifier such as `2.5.4.3`. */
export function identifier(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  const bytes = rest.flatMap((arc) => {
    const septets = [arc & 0x7f];
    for (let left = arc >> 7; left > 0; left >>= 7) septets.unshift((left & 0x7f) | 0x80);
    return septets;
  });
  return element(0x06, Buffer.from([first * 40 + second, ...bytes]));
}

/** A moment of the years 1950 to 2049. */
export function utcTime(time: Date): Buffer {
  const digits = time.toISOString().replace(/[-:T]/g, '').slice(2, 14);
  return element(0x17, Buffer.from(`${digits}Z`));
}
