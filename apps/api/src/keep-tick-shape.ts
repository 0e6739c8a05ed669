import { executionAsyncResource } from 'node:async_hooks';

let kept: object | undefined;

/**
 * Keeps one of the objects that Node makes for each `process.nextTick` alive. V8 forgets their shape when a garbage
 * collection meets none of them, as happens while a large program is loaded; from then on it builds each of them by a
 * slow path, for as long as the process lives (ADR 0024).
 */
export function keepTickShape(): void {
  process.nextTick(() => {
    kept ??= executionAsyncResource();
  });
}
