/**
 * Resolves when the event loop has turned: something happened there, or a millisecond is over. It is not
 * hastened, for a loop that spins takes the processor from those whose message is waited for.
 */
export async function nextTurn(): Promise<void> {
  const turning = setInterval(() => undefined, 1);
  await new Promise<void>((resolve) => {
    setImmediate(resolve).unref();
  });
  clearInterval(turning);
}
