/** Tells whether a value from outside has one shape. */
export type Guard<T> = (value: unknown) => value is T;

/** What a {@link Guard} lets through. */
export type Guarded<G> = G extends Guard<infer T> ? T : never;

/** Tells whether a value from outside is an object with keys. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Tells whether a value from outside is a string. */
export function isString(value: unknown): value is string {
  return typeof value === 'string';
}

/** Tells whether a value from outside is a boolean. */
export function isBoolean(value: unknown): value is boolean {
  return typeof value === 'boolean';
}

/** Tells whether a value from outside is a number that can be counted with: neither infinite nor `NaN`. */
export function isFiniteNumber(value: unknown): value is number {
  return Number.isFinite(value);
}

/** Makes a guard for strings of at most so many UTF-16 code units. */
/* @__NO_SIDE_EFFECTS__ */
export function boundedString(lengthMax: number): Guard<string> {
  return (value): value is string => isString(value) && value.length <= lengthMax;
}

/** Makes a guard for what is one of a few strings. */
/* @__NO_SIDE_EFFECTS__ */
export function oneOf<const T extends string>(values: readonly T[]): Guard<T> {
  const known: ReadonlySet<unknown> = new Set(values);
  return (value): value is T => known.has(value);
}

/** Widens a guard by `undefined`, for keys that may be absent. */
/* @__NO_SIDE_EFFECTS__ */
export function optional<T>(guard: Guard<T>): Guard<T | undefined> {
  return (value): value is T | undefined => value === undefined || guard(value);
}

/** Makes a guard for lists of what another guard accepts. */
export function listOf<T>(guard: Guard<T>): Guard<readonly T[]> {
  return (value): value is readonly T[] => Array.isArray(value) && value.every(guard);
}

/** Guards of the keys that an object is to have. */
type GuardsByKey = Readonly<Record<string, Guard<unknown>>>;

/** What {@link record} lets through. Doc comments of the guards become those of the fields. */
export type GuardedRecord<F extends GuardsByKey> = {
  readonly [K in keyof F as undefined extends Guarded<F[K]> ? never : K]: Guarded<F[K]>;
} & {
  readonly [K in keyof F as undefined extends Guarded<F[K]> ? K : never]?: Exclude<Guarded<F[K]>, undefined>;
};

/** Makes a guard for objects with these keys. Other keys are not looked at. */
/* @__NO_SIDE_EFFECTS__ */
export function record<F extends GuardsByKey>(fields: F): Guard<GuardedRecord<F>> {
  const entries = Object.entries(fields);
  return (value): value is GuardedRecord<F> => isRecord(value) && entries.every(([key, guard]) => guard(value[key]));
}
