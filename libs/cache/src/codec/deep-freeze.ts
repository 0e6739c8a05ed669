/** Freezes a tree of fresh plain objects and arrays, such as `JSON.parse` gives. */
export function deepFreeze(tree: unknown): unknown {
  if (typeof tree !== 'object' || tree === null) return tree;
  for (const child of Object.values(tree)) {
    if (typeof child === 'object' && child !== null) deepFreeze(child);
  }
  return Object.freeze(tree);
}
