/** The items by what `groupOf` says of them, each group in the order of the items. */
export function groupBy<Item, Group>(
  items: readonly Item[],
  groupOf: (item: Item) => Group,
): ReadonlyMap<Group, readonly Item[]> {
  const groups = new Map<Group, Item[]>();
  for (const item of items) {
    const group = groupOf(item);
    const present = groups.get(group);
    if (present === undefined) groups.set(group, [item]);
    else present.push(item);
  }
  return groups;
}
