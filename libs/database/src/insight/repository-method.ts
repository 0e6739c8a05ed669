import { AsyncVariable } from '../async-variable';

const current = new AsyncVariable<string>();

/** The method of an {@link ObservedRepository} that the caller works for: `UserRepository.find`. */
export function repositoryMethod(): string | undefined {
  return current.get();
}

/**
 * On a class: what its methods ask of the database is told under `Class.method`, in metrics and of slow
 * queries. The innermost class counts. Costs less than a microsecond per call.
 */
export function ObservedRepository(): ClassDecorator {
  return (target) => {
    // A class has an object for its prototype.
    const prototype = target.prototype as object;
    for (const [name, property] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
      if (name === 'constructor' || !isMethod(property.value)) continue;
      const value = observed(`${target.name}.${name}`, property.value);
      Object.defineProperty(prototype, name, { ...property, value });
    }
  };
}

type Method = (this: unknown, ...parameters: unknown[]) => unknown;

function observed(label: string, method: Method): Method {
  return function (...parameters) {
    return current.run(label, () => method.apply(this, parameters));
  };
}

function isMethod(value: unknown): value is Method {
  return typeof value === 'function';
}
