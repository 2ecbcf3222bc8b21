import { ProviderUnavailableError } from '../errors.ts';
import type { Auth, AuthOf } from './auth-type.ts';

/** The part of a definition that says what to take from a sign-in, by name. */
export type Captures = AuthOf<'oauth2'>['capture'];

/** Where captured values are looked for. */
export type CaptureSource = Captures[string]['from'];

/** Longer than any domain, account or id that providers hand out. */
const MAX_LENGTH = 2048;

/** What the sign-in brings for templates, by name, as the definition lists it. */
export function captures(auth: Auth): Captures {
  return 'capture' in auth ? auth.capture : {};
}

/**
 * Names of captured values that are one of a list of the definition. Only these can stand for more than one label in
 * the host of an address: nobody outside chooses what they become.
 */
export function mappedCaptures(auth: Auth): ReadonlySet<string> {
  const listed = Object.entries(captures(auth)).filter(([, { map }]) => map !== undefined);
  return new Set(listed.map(([name]) => name));
}

/**
 * Takes from one source what the definition lists for it, by name.
 *
 * @param read Finds what stands at a path of the source.
 * @throws {ProviderUnavailableError} For the operator: what is required is missing, or a value is not in its list.
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
      const become = value === undefined || map === undefined ? value : mappedValue(map, value);
      if (become !== undefined) return [name, become];
      throw new ProviderUnavailableError(`the sign-in brought no ${name} that can be used`, { retry: 'operator' });
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
