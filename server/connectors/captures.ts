import { ProviderUnavailableError } from '../errors.ts';
import type { Auth, AuthOf } from './auth-type.ts';

/** The part of a definition that lists the values to capture from a sign-in, by name. */
export type Captures = AuthOf<'oauth2'>['capture'];

/** The source of a captured value. */
export type CaptureSource = Captures[string]['from'];

/** Longer than any domain, account or id of a provider. */
const MAX_LENGTH = 2048;

/** Returns the values that a definition captures from a sign-in for its templates, by name. */
export function captures(auth: Auth): Captures {
  return 'capture' in auth ? auth.capture : {};
}

/**
 * Returns the names of captured values that the definition maps to a fixed list. Only these can be more than one label in
 * the host of an address, because the configuration alone determines the result.
 */
export function mappedCaptures(auth: Auth): ReadonlySet<string> {
  const listed = Object.entries(captures(auth)).filter(([, { map }]) => map !== undefined);
  return new Set(listed.map(([name]) => name));
}

/**
 * Captures the values that the definition lists for one source, by name.
 *
 * @param read Returns the value at a path of the source.
 * @throws {ProviderUnavailableError} A required value is missing, or a value is not in its `map`. The operator has to act.
 */
export function readCaptures(
  captures: Captures,
  source: CaptureSource,
  read: (path: string) => unknown,
): Readonly<Record<string, string>> {
  const wanted = Object.entries(captures).filter(([, { from }]) => from === source);
  return Object.fromEntries(
    wanted.map(([name, { path, map, required }]) => {
      const value = scalarText(read(path));
      if (value === undefined && !required) return [name, ''];
      const captured = value === undefined || map === undefined ? value : mappedValue(map, value);
      if (captured !== undefined) return [name, captured];
      throw new ProviderUnavailableError(`the sign-in gave no usable value for ${name}`, { retry: 'operator' });
    }),
  );
}

function scalarText(value: unknown): string | undefined {
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return undefined;
  const text = String(value);
  return text === '' || text.length > MAX_LENGTH || /[\p{Cc}\p{Cs}]/u.test(text) ? undefined : text;
}

function mappedValue(map: Readonly<Record<string, string>>, value: string): string | undefined {
  return Object.hasOwn(map, value) ? map[value] : undefined;
}

/**
 * Checks captured values that a back end gives instead of a sign-in. Nothing of them has been checked.
 *
 * @returns The values by name, and what is wrong with them.
 */
export function readGivenCaptures(
  captures: Captures,
  given: Readonly<Record<string, unknown>>,
): { readonly values: Readonly<Record<string, string>>; readonly issues: readonly string[] } {
  const issues = Object.keys(given).some((name) => !Object.hasOwn(captures, name)) ? ['has an unknown name'] : [];
  const values = Object.entries(captures).map(([name, { map, required }]) => {
    const value = Object.hasOwn(given, name) ? scalarText(given[name]) : undefined;
    if (value === undefined && required) issues.push(`must have ${name}`);
    // Such a value may be a whole host, so only the values of the configuration are allowed.
    if (value !== undefined && map !== undefined && !Object.values(map).includes(value)) {
      issues.push(`has a value of ${name} that is not in its map`);
    }
    return [name, value ?? ''] as const;
  });
  return { values: Object.fromEntries(values), issues };
}

/**
 * Reads the value at a dotted path of parsed JSON, such as `user.email` or `errors.0.message`. Returns `undefined` if there
 * is none.
 *
 * Follows only own properties, so that a path cannot reach `constructor` and the like.
 */
export function readPath(json: unknown, path: string): unknown {
  let value = json;
  for (const key of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    if (Array.isArray(value) && !/^\d+$/.test(key)) return undefined;
    value = Reflect.get(value, key);
  }
  return value;
}
