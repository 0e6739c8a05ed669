import { textOf } from './repository';

/** One instruction of a Dockerfile. */
export interface Instruction {
  readonly name: string;
  readonly text: string;
}

/** The instructions of deploy/Dockerfile, stage after stage. */
export function readDockerfile(): readonly Instruction[] {
  const lines = textOf('deploy/Dockerfile')
    .replace(/^#.*\n/gm, '')
    .replace(/\\\n\s*/g, '')
    .split('\n')
    .filter((line) => line.trim() !== '');
  return lines.map((line) => {
    const [name = '', ...words] = line.split(' ');
    return { name, text: words.join(' ') };
  });
}

/** The texts of every instruction of that name. */
export function instructions(name: string): readonly string[] {
  return readDockerfile()
    .filter((instruction) => instruction.name === name)
    .map(({ text }) => text);
}

/** What is copied out of the checkout, not out of another stage. */
export function copiedFromCheckout(): readonly string[] {
  return instructions('COPY')
    .filter((text) => !text.startsWith('--from='))
    .flatMap((text) => text.split(' ').slice(0, -1));
}
