import { InvalidRequestError } from '../errors.ts';
import { dnsLabel } from './dns-label.ts';

/** Values for templates by name: inputs, fields, and values that a sign-in captured. Blank values are empty strings. */
export type Values = Readonly<Record<string, string>>;

const NO_NAMES: ReadonlySet<string> = new Set();

const PLACEHOLDER = /\{([a-z][a-z0-9_]*)\}/g;

/** RFC 9110 section 5.5: the characters of a header value, one byte each. */
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** Returns the names of all placeholders of a template in order, including repeated ones. */
export function placeholderNames(template: string): readonly string[] {
  return [...template.matchAll(PLACEHOLDER)].map(([, name = '']) => name);
}

/** Returns the names of the placeholders in the host of a URL template. */
export function hostPlaceholderNames(template: string): readonly string[] {
  return placeholderNames(splitUrl(template).origin);
}

/** Returns the template with `x` in place of each placeholder. `x` is a DNS label and has no special meaning in a URL. */
export function fillPlaceholders(template: string): string {
  return template.replace(PLACEHOLDER, 'x');
}

/**
 * Expands a URL template. In the host, a value must be one DNS label. After the host, a value is percent-encoded and stays
 * within its path segment.
 *
 * @param trusted Names whose values come from the definition itself. They can be any part of a host.
 * @throws {InvalidRequestError} A value is not allowed in its place.
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
    // `.` or `..` as a whole segment would change the path (RFC 3986 section 5.2.4).
    if (/^\.{1,2}$/.test(value)) throw unusableValueError(name, 'This cannot be part of an address.');
    return encodeURIComponent(value);
  });
  const url = URL.parse(host + tail);
  if (url === null) throw new InvalidRequestError('These values do not make an address.');
  return url;
}

/**
 * Expands the template of a header value.
 *
 * @throws {InvalidRequestError} A value contains line breaks or other characters that headers cannot carry.
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

/** Returns the error for one entered value that cannot be used. */
export function unusableValueError(name: string, message: string): InvalidRequestError {
  return new InvalidRequestError('A value cannot be used.', [{ path: `values.${name}`, message }]);
}

/** Expands a text template without encoding the values. */
export function expandText(template: string, values: Values): string {
  return expandWith(template, values, (value) => value);
}

/** Expands a text template and encodes each value with `encode`. */
export function expandWith(template: string, values: Values, encode: (value: string, name: string) => string): string {
  return template.replace(PLACEHOLDER, (_match, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (value === undefined)
      throw new TypeError(`The template uses ${name}, which is no input, field or captured value.`);
    return encode(value, name);
  });
}

function splitUrl(template: string): { readonly origin: string; readonly rest: string } {
  const origin = /^[a-z]+:\/\/[^/?#\\]*/i.exec(template)?.[0] ?? '';
  return { origin, rest: template.slice(origin.length) };
}
