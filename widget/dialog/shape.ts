/** Tells whether a value from outside is an object with keys. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Tells whether a value from outside is a string. */
export function isString(value: unknown): value is string {
  return typeof value === 'string';
}

/** Widens a guard by `undefined`, for keys that may be absent. */
export function optional<T>(guard: (value: unknown) => value is T): (value: unknown) => value is T | undefined {
  return (value): value is T | undefined => value === undefined || guard(value);
}

/** Makes a guard for lists of what another guard accepts. */
export function listOf<T>(guard: (value: unknown) => value is T): (value: unknown) => value is readonly T[] {
  return (value): value is readonly T[] => Array.isArray(value) && value.every(guard);
}
