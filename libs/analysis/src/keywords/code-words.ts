/** Keywords and everyday names of programming languages: in code they carry as little as "the" in a text. */
const LIST = `abstract any arg args arguments as assert async await bool boolean break byte case catch char class cls const constructor
  continue def default del delete do double elif else end enum err except export extends extern false final finally float fn for foreach
  fixme from func function get global go goto if impl implements import in include inline instanceof int interface internal is lambda let long
  main map match mod module mut namespace new nil none not null number object of operator or out override package pass private props
  protected protocol pub public raise readonly ref require res return select self sealed set short signed sizeof static str string struct
  super switch template then this throw throws todo trait true try tuple type typedef typeof undefined union unsigned use using val value var
  virtual void volatile when where while with yield`;

export const CODE_WORDS: ReadonlySet<string> = new Set(LIST.split(/\s+/));

const SPLIT_POINTS = /[_\-.$]+|(?<=\p{Ll}|\p{N})(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/u;

/** The words an identifier is made of: `parseHTTPHeader_v2` gives parse, HTTP, Header, v2. */
export function identifierParts(identifier: string): string[] {
  return identifier.split(SPLIT_POINTS).filter((part) => part !== '');
}
