import { createHash } from 'node:crypto';
// eslint-disable-next-line no-restricted-imports -- The texts of these elements have no character references (HTML, section 13.2.5).
import { raw } from 'hono/html';

/** Directives that `default-src` does not cover. A policy sets them to `'none'` by default. */
const NONE_BY_DEFAULT = ['base-uri', 'form-action', 'frame-ancestors'];

/**
 * Writes a `Content-Security-Policy` that forbids everything except what the directives allow.
 *
 * @param directives Values by name. Without directives the policy is `'none'` for `default-src`, `base-uri`,
 * `form-action` and `frame-ancestors`. The value `undefined` leaves out one of the last three, which then restricts
 * nothing.
 */
export function contentSecurityPolicy(directives: Readonly<Record<string, string | undefined>>): string {
  const { sandbox, ...others } = directives;
  const given = Object.entries(others);
  const policy: readonly (readonly [name: string, value: string | undefined])[] = [
    ['sandbox', sandbox],
    ['default-src', "'none'"],
    ...given.filter(([name]) => name.endsWith('-src')),
    ...NONE_BY_DEFAULT.filter((name) => !(name in others)).map((name) => [name, "'none'"] as const),
    ...given.filter(([name]) => !name.endsWith('-src')),
  ];
  const present = policy.filter(([, value]) => value !== undefined);
  return present.map(([name, value]) => `${name} ${value}`.trim()).join('; ');
}

/** HTML that a template of `hono/html` inserts as it is. */
export type Markup = ReturnType<typeof raw>;

/** Writes a `<style>` element. The rules are our own: they must not contain `</style`. */
export function styleElement(rules: string): Markup {
  return raw(`<style>${rules}</style>`);
}

/**
 * Writes a `<script>` element. The script is our own: it must not contain a script tag.
 *
 * @param type A classic script runs before the rest of the page is parsed, a module after that.
 */
export function scriptElement(script: string, type: 'classic' | 'module'): Markup {
  return raw(`<script${type === 'module' ? ' type="module"' : ''}>${script}</script>`);
}

/** Writes a `<script>` element that contains JSON. Without `<`, the JSON can neither end the script nor open a comment in it. */
export function jsonElement(id: string, value: unknown): Markup {
  return raw(`<script type="application/json" id="${id}">${JSON.stringify(value).replaceAll('<', '\\u003c')}</script>`);
}

/** Returns the source that allows an inline script or style in a policy (CSP section 2.3.1). */
export function hashSource(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}
