type Test = () => boolean;

/** Whether one of two tests holds, of which either may be missing; undefined when both are. */
export function either(one: Test | undefined, other: Test | undefined): Test | undefined {
  return one && other ? () => one() || other() : (one ?? other);
}
