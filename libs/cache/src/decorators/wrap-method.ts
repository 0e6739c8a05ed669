import { rejected } from '../internal/deferred';

/** An async method, whatever its parameters and result. */
export type AsyncMethod<Args extends unknown[]> = (...args: Args) => Promise<unknown>;

/** A decorator for async methods with these parameters. */
export type AsyncMethodDecorator<Args extends unknown[]> = <Method extends AsyncMethod<Args>>(
  prototype: object,
  name: string | symbol,
  descriptor: TypedPropertyDescriptor<Method>,
) => void;

type Wrapper<Args extends unknown[]> = (
  instance: unknown,
  args: Args,
  original: () => Promise<unknown>,
) => Promise<unknown>;

/** Where a descriptor holds its method. */
interface MethodSlot<Args extends unknown[]> {
  value?: AsyncMethod<Args>;
}

/**
 * Puts a wrapper around the method of a descriptor. Name and metadata, such as those of decorators
 * that were applied before, pass to the wrapper.
 */
export function wrapMethod<Args extends unknown[]>(
  slot: MethodSlot<Args>,
  around: Wrapper<Args>,
): void {
  const method = slot.value;
  if (method === undefined) throw new TypeError('Only methods can be decorated.');
  const wrapper = function (this: unknown, ...args: Args): Promise<unknown> {
    try {
      return around(this, args, () => method.apply(this, args));
    } catch (error) {
      // Thrown by a function of the declaration, such as the one that makes the key.
      return rejected(error);
    }
  };
  Object.defineProperty(wrapper, 'name', { value: method.name, configurable: true });
  copyMetadata(method, wrapper);
  slot.value = wrapper;
}

function copyMetadata(from: object, to: object): void {
  const keys: unknown[] = Reflect.getOwnMetadataKeys(from);
  for (const key of keys) {
    Reflect.defineMetadata(key, Reflect.getOwnMetadata(key, from), to);
  }
}
