import type { Auth } from './auth-type.ts';

/** What the sign-in brings for templates, by name, as the definition lists it. */
export function captures(auth: Auth) {
  return 'capture' in auth ? auth.capture : {};
}

/**
 * Names of captured values that are one of a list of the definition. Only these can stand for more than one label in
 * the host of an address: nobody outside chooses what they become.
 */
export function listedCaptures(auth: Auth): ReadonlySet<string> {
  const listed = Object.entries(captures(auth)).filter(([, { map }]) => map !== undefined);
  return new Set(listed.map(([name]) => name));
}
