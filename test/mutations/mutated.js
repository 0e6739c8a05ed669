'use strict';

const mutation = process.env.MUTATION;

/**
 * The source of a file with one check left out: MUTATION is a JSON array of the end of the file's path, the text to
 * find there, and what stands in its place. Any other file stays as it is.
 */
module.exports.mutated = (source, filename) => {
  const [file, text, replacement] = JSON.parse(mutation);
  if (!filename.endsWith(file)) return source;
  if (!source.includes(text))
    throw new Error(`${file} has no "${text}": the mutation is out of date.`);
  return source.replace(text, () => replacement);
};
