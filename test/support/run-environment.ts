import type { TestVariables } from './environment';

const published = new Set<string>();

/** Sets variables for the workers, which are started after global set-up. */
export function publish(variables: TestVariables): void {
  Object.assign(process.env, variables);
  for (const name of Object.keys(variables)) published.add(name);
}

/** Takes them back, so that the next run of a watching Jest does not take them for given services. */
export function withdraw(): void {
  for (const name of published) Reflect.deleteProperty(process.env, name);
  published.clear();
}
