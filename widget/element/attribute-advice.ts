import { isString } from '../protocol/guards.ts';
import { THEMES } from '../protocol/theme.ts';

/** The attributes of the tag. */
const ATTRIBUTES = ['src', 'token', 'token-url', 'mode', 'theme', 'locale'];

/** Attributes of other elements and libraries that people confuse with ours. */
const ALIASES: Readonly<Record<string, string>> = {
  href: 'src',
  url: 'src',
  source: 'src',
  language: 'locale',
  tokenendpoint: 'token-url',
};

const MODES = ['inline', 'modal'];

/** The properties of the tag that {@link attributeAdvice} checks. The host may have set any value. */
export interface CheckedSettings {
  readonly mode?: unknown;
  readonly theme?: unknown;
}

/**
 * Describes for the console which attributes and values of a tag have no effect, and which ones were probably meant.
 */
export function attributeAdvice(element: Element, { mode, theme }: CheckedSettings): readonly string[] {
  const advice: string[] = [];
  for (const name of element.getAttributeNames()) {
    const meant = meantAttribute(name);
    if (meant !== undefined) advice.push(`The attribute ${name} has no effect. Did you mean ${meant}?`);
  }
  const values: readonly (readonly [string, unknown, readonly string[]])[] = [
    ['mode', mode, MODES],
    ['theme', theme, THEMES],
  ];
  for (const [name, value, known] of values) {
    if (isString(value) && value !== '' && !known.includes(value)) {
      advice.push(`${name} is "${value}", which has no effect. Use one of ${known.join(', ')}.`);
    }
  }
  return advice;
}

/** Returns our attribute that an unknown one resembles. `undefined` for our own, and for those that resemble none. */
export function meantAttribute(name: string): string | undefined {
  if (ATTRIBUTES.includes(name)) return undefined;
  const plain = name.toLowerCase().replace(/[-_:]/g, '');
  return (
    ALIASES[plain] ??
    ATTRIBUTES.find((known) => {
      const meant = known.replace('-', '');
      // One letter more, less or different. In a short name, that could be a coincidence.
      return plain === meant || (meant.length > 4 && differsByOne(plain, meant));
    })
  );
}

function differsByOne(one: string, other: string): boolean {
  if (Math.abs(one.length - other.length) > 1) return false;
  let start = 0;
  while (start < one.length && one[start] === other[start]) start++;
  const rest = other.slice(start + 1);
  return [start, start + 1].some((end) => one.slice(end) === rest) || one.slice(start + 1) === other.slice(start);
}
