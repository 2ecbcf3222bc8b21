import { createHash } from 'node:crypto';
// eslint-disable-next-line no-restricted-imports -- The texts of these elements have no character references (HTML, section 13.2.5).
import { raw } from 'hono/html';

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
