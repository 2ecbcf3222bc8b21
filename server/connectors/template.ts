import { InvalidRequestError } from '../errors.ts';
import { dnsLabel } from './dns-label.ts';

/** What templates name: what was typed, by input or field, and what a sign-in brought. Blank ones are empty strings. */
export type Values = Readonly<Record<string, string>>;

const NO_NAMES: ReadonlySet<string> = new Set();

const PLACEHOLDER = /\{([a-z][a-z0-9_]*)\}/g;

/** RFC 9110 section 5.5: what a header value can carry, one byte per character. */
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** The names that stand in a template, in order, repeated ones as well. */
export function placeholderNames(template: string): readonly string[] {
  return [...template.matchAll(PLACEHOLDER)].map(([, name = '']) => name);
}

/** The names that stand in the host of a template of a URL. */
export function hostPlaceholderNames(template: string): readonly string[] {
  return placeholderNames(splitUrl(template).origin);
}

/** The template with the letter x for each value: one DNS label, and no sign that means anything in a URL. */
export function fillPlaceholders(template: string): string {
  return template.replace(PLACEHOLDER, 'x');
}

/**
 * Makes a URL of a template. In the host a value is one DNS label; after it, it is percent-encoded and stays within
 * its segment of the path.
 *
 * @param trusted Names whose values the definition itself wrote: they can stand for any part of a host.
 * @throws {InvalidRequestError} For a value that cannot stand where it should.
 */
export function expandUrl(template: string, values: Values, trusted: ReadonlySet<string> = NO_NAMES): URL {
  const { origin, rest } = splitUrl(template);
  const host = expandWith(origin, values, (value, name) => {
    if (trusted.has(name)) return value;
    const label = dnsLabel(value);
    if (label === undefined) throw unusableValueError(name, 'Enter a single name of letters, digits and hyphens.');
    return label;
  });
  const tail = expandWith(rest, values, (value, name) => {
    // A lone dot or two would take the path to another one: RFC 3986 section 5.2.4.
    if (/^\.{1,2}$/.test(value)) throw unusableValueError(name, 'This cannot be part of an address.');
    return encodeURIComponent(value);
  });
  const url = URL.parse(host + tail);
  if (url === null) throw new InvalidRequestError('These values do not make an address.');
  return url;
}

/**
 * Makes a header value of a template.
 *
 * @throws {InvalidRequestError} For a value with line breaks or other characters that headers cannot carry.
 */
export function expandHeader(template: string, values: Values): string {
  return expandWith(template, values, headerSafe);
}

/**
 * Returns the value if a header can carry it.
 *
 * @throws {InvalidRequestError}
 */
export function headerSafe(value: string, name: string): string {
  if (!HEADER_VALUE.test(value)) throw unusableValueError(name, 'This contains characters that cannot be sent.');
  return value;
}

/** A refusal of one value that somebody typed. */
export function unusableValueError(name: string, message: string): InvalidRequestError {
  return new InvalidRequestError('A value cannot be used.', [{ path: `values.${name}`, message }]);
}

/** Makes text of a template, each value as it is. */
export function expandText(template: string, values: Values): string {
  return expandWith(template, values, (value) => value);
}

/** Makes text of a template, each value as `encode` gives it. */
export function expandWith(template: string, values: Values, encode: (value: string, name: string) => string): string {
  return template.replace(PLACEHOLDER, (_match, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (value === undefined) throw new TypeError(`The template names ${name}, which the connector does not ask for.`);
    return encode(value, name);
  });
}

function splitUrl(template: string): { readonly origin: string; readonly rest: string } {
  const origin = /^[a-z]+:\/\/[^/?#\\]*/i.exec(template)?.[0] ?? '';
  return { origin, rest: template.slice(origin.length) };
}
