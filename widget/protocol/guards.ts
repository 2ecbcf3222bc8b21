/** Checks whether an unchecked value has a type. */
export type Guard<T> = (value: unknown) => value is T;

/** The type that a {@link Guard} accepts. */
export type Guarded<G> = G extends Guard<infer T> ? T : never;

/** Whether an unchecked value is an object other than an array. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether an unchecked value is a string. */
export function isString(value: unknown): value is string {
  return typeof value === 'string';
}

/** Whether an unchecked value is a boolean. */
export function isBoolean(value: unknown): value is boolean {
  return typeof value === 'boolean';
}

/** Creates a guard for a union of strings. */
/* @__NO_SIDE_EFFECTS__ */
export function oneOf<const T extends string>(values: readonly T[]): Guard<T> {
  const known: ReadonlySet<unknown> = new Set(values);
  return (value): value is T => known.has(value);
}

/** Creates a guard that also accepts `undefined`, for optional keys. */
/* @__NO_SIDE_EFFECTS__ */
export function optional<T>(guard: Guard<T>): Guard<T | undefined> {
  return (value): value is T | undefined => value === undefined || guard(value);
}

/** Creates a guard for lists of items that another guard accepts. */
export function listOf<T>(guard: Guard<T>): Guard<readonly T[]> {
  return (value): value is readonly T[] => Array.isArray(value) && value.every(guard);
}

/** Guards for the keys of an object. */
type GuardsByKey = Readonly<Record<string, Guard<unknown>>>;

/** The type that {@link record} accepts. Fields have the doc comments of their guards. */
export type GuardedRecord<F extends GuardsByKey> = {
  readonly [K in keyof F as undefined extends Guarded<F[K]> ? never : K]: Guarded<F[K]>;
} & {
  readonly [K in keyof F as undefined extends Guarded<F[K]> ? K : never]?: Exclude<Guarded<F[K]>, undefined>;
};

/** Creates a guard for objects with these keys. Ignores other keys. */
/* @__NO_SIDE_EFFECTS__ */
export function record<F extends GuardsByKey>(fields: F): Guard<GuardedRecord<F>> {
  const entries = Object.entries(fields);
  return (value): value is GuardedRecord<F> => isRecord(value) && entries.every(([key, guard]) => guard(value[key]));
}
