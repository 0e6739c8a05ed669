import type { Names } from '../names';

/** One record of the shared log. */
export interface LogRecord {
  readonly seq: number;
  /** The process that wrote it. */
  readonly origin: string;
  readonly names: Names;
  /** Place in the data source's history that holds what was written before; see VersionFence. */
  readonly position: string | undefined;
  /** When it was made, on the wall clock of its author; undefined where that is not known. */
  readonly madeAtMs: number | undefined;
}

/** Names of the stream's fields. */
const FIELD = { origin: 'o', names: 'n', position: 'p', madeAt: 't' } as const;

/** A record as node-redis gives it. */
export interface StreamMessage {
  readonly id: string;
  readonly message: Readonly<Record<string, string>>;
}

export function toRecord({ id, message }: StreamMessage): LogRecord {
  const position = message[FIELD.position] ?? '';
  return {
    seq: Number.parseInt(id, 10),
    origin: message[FIELD.origin] ?? '',
    names: decodeNames(message[FIELD.names]),
    position: position === '' ? undefined : position,
    madeAtMs: timeOf(message[FIELD.madeAt]),
  };
}

/** Records of older releases have none. */
function timeOf(text = ''): number | undefined {
  return text === '' ? undefined : Number(text);
}

/** Names as one text: `{"k":[keys],"t":[tags],"n":[namespaces],"p":[patterns],"a":1}`. */
export function encodeNames({ keys, tags, namespaces, patterns, all }: Names): string {
  return JSON.stringify({
    k: nonEmpty(keys),
    t: nonEmpty(tags),
    n: nonEmpty(namespaces),
    p: nonEmpty(patterns),
    a: all === true ? 1 : undefined,
  });
}

/** What cannot be read is taken for "everything": a needless miss rather than a stale answer. */
export function decodeNames(text: string | undefined): Names {
  try {
    const parsed: unknown = JSON.parse(text ?? '');
    if (typeof parsed !== 'object' || parsed === null) return { all: true };
    const fields = parsed as Readonly<Record<string, unknown>>;
    return {
      keys: strings(fields.k),
      tags: strings(fields.t),
      namespaces: strings(fields.n),
      patterns: strings(fields.p),
      all: fields.a === 1,
    };
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return { all: true };
    throw error;
  }
}

function nonEmpty(list: readonly string[] | undefined): readonly string[] | undefined {
  return list !== undefined && list.length > 0 ? list : undefined;
}

function strings(value: unknown): readonly string[] {
  if (value === undefined) return [];
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value;
  throw new TypeError('not a list of names');
}
