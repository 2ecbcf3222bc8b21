/** Fails unless the value is true. */
export function ok(value: boolean, message = 'expected to be true'): asserts value {
  if (!value) throw new Error(message);
}

/** Fails unless both values are the same (`Object.is`). */
export function equal<T>(actual: T, expected: T, message = 'values differ'): void {
  ok(Object.is(actual, expected), `${message}: ${show(actual)} is not ${show(expected)}`);
}

/**
 * Fails unless both values are equal as JSON. The order of keys does not matter, and keys with `undefined` count as
 * absent.
 */
export function deepEqual(actual: unknown, expected: unknown, message = 'values differ'): void {
  const [left, right] = [show(actual), show(expected)];
  ok(left === right, `${message}:\n  actual   ${left}\n  expected ${right}`);
}

/** Fails unless the function throws, and returns what it throws. */
export function throws(body: () => unknown): unknown {
  try {
    body();
  } catch (error) {
    return error;
  }
  throw new Error('expected to throw');
}

/** Fails unless the promise rejects, and returns the reason. */
export async function rejects(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('expected to reject');
}

function show(value: unknown): string {
  const text: unknown = JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
  return typeof text === 'string' ? text : String(value);
}
