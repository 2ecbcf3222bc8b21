import { ImageError } from './image-error.ts';
import { parseXml } from './parse-xml.ts';
import type { XmlElement } from './parse-xml.ts';

const SVG_NAMESPACE = 'http://www.w3.org/2000/svg';

const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/));

/** Elements that only draw. Neither `use` nor `filter` is among them: a few can take a browser minutes. */
const ELEMENTS = words(
  'svg g defs style path circle ellipse line polyline polygon rect linearGradient radialGradient stop clipPath mask',
);

/** Elements that draw nothing. They are left out with all that they contain. */
const LEFT_OUT_ELEMENTS = words('title desc metadata');

/** Prefixes of elements that editors write for themselves. They are left out with all that they contain. */
const EDITOR_PREFIXES = words('sodipodi inkscape rdf cc dc serif sketch bx');

const GRADIENTS = words('linearGradient radialGradient');

const ATTRIBUTES = words(
  `id class style type media viewBox width height x y x1 y1 x2 y2 cx cy r rx ry fx fy fr d points pathLength transform
  preserveAspectRatio gradientUnits gradientTransform spreadMethod offset clipPathUnits maskUnits maskContentUnits
  fill fill-opacity fill-rule stroke stroke-width stroke-opacity stroke-linecap stroke-linejoin stroke-miterlimit
  stroke-dasharray stroke-dashoffset stop-color stop-opacity color opacity clip-path clip-rule mask mask-type display
  visibility overflow paint-order vector-effect shape-rendering color-interpolation mix-blend-mode isolation
  transform-origin`,
);

/** Attributes that change nothing in the drawing. Editors write many, also with a prefix of their own. */
const LEFT_OUT_ATTRIBUTES = words(
  'role version baseProfile enable-background focusable lang tabindex contentScriptType contentStyleType zoomAndPan',
);
const LEFT_OUT_PATTERN = /^(?:data|aria)-/;

const LOCAL_REFERENCE = /^#[\w.-]+$/;
/** What `fill`, `clip-path` and the like may refer to: a part of the same image. */
const LOCAL_URL = /^url\(\s*(["']?)#[\w.-]+\1\s*\)(?:\s+[\w#-]+)?$/;

/**
 * Returns an image that contains only what draws it. The text is made from the parsed image.
 *
 * Metadata is left out. Throws `ImageError` for everything that is not known to be harmless: scripts, event handlers,
 * content of other kinds, references to other files, animations and entities.
 */
export function sanitizeSvg(text: string): string {
  const root = parseXml(text);
  if (root.name !== 'svg' || root.attributes.get('xmlns') !== SVG_NAMESPACE) {
    throw new ImageError(`must be an image in SVG, which begins with <svg xmlns="${SVG_NAMESPACE}">`);
  }
  if (!root.attributes.has('viewBox')) throw new ImageError('needs the attribute viewBox on <svg>');
  return elementText(root, `<svg xmlns="${SVG_NAMESPACE}"`);
}

/** Writes an element. `start` is the beginning of its tag. */
function elementText(element: XmlElement, start = `<${element.name}`): string {
  const { name, attributes, children } = element;
  const kept = [...attributes].flatMap(([key, value]) => attributeText(name, key, value));
  const inside = name === 'style' ? styleText(children) : children.map(childText).join('');
  return [start, ...kept].join(' ') + (inside === '' ? '/>' : `>${inside}</${name}>`);
}

function childText(child: XmlElement | string): string {
  // Text is only drawn in elements that are not allowed.
  if (typeof child === 'string') return '';
  const { name } = child;
  const [prefix = ''] = name.split(':');
  if (LEFT_OUT_ELEMENTS.has(name) || (prefix !== name && EDITOR_PREFIXES.has(prefix))) return '';
  if (!ELEMENTS.has(name)) throw new ImageError(`has the element <${name}>, which is not allowed`);
  return elementText(child);
}

function styleText(children: XmlElement['children']): string {
  const css = children.map((child) => {
    if (typeof child === 'string') return child;
    throw new ImageError(`has the element <${child.name}> in a style, which is not allowed`);
  });
  checkStyle(css.join(''));
  return escapeText(css.join('').trim());
}

/** Returns the attribute as it is written, or an empty list if it is left out. */
function attributeText(element: string, name: string, value: string): readonly string[] {
  // Another namespace would change what the names in it mean.
  if (name === 'xmlns' && value !== SVG_NAMESPACE) {
    throw new ImageError('has the attribute xmlns with another namespace, which is not allowed');
  }
  if (/^on/i.test(name)) throw new ImageError(`has the attribute ${name}, which runs a script`);
  if (name === 'href' || name === 'xlink:href') {
    if (GRADIENTS.has(element) && LOCAL_REFERENCE.test(value)) return [`href="${value}"`];
    throw new ImageError(`has the attribute ${name} on <${element}>, which is not allowed`);
  }
  if (name === 'xmlns' || name.includes(':') || LEFT_OUT_ATTRIBUTES.has(name) || LEFT_OUT_PATTERN.test(name)) return [];
  if (!ATTRIBUTES.has(name)) throw new ImageError(`has the attribute ${name}, which is not allowed`);
  if (name === 'style') checkStyle(value);
  else if (/url\s*\(/i.test(value) && !LOCAL_URL.test(value.trim())) {
    throw new ImageError(`has the attribute ${name} with a reference to another file, which is not allowed`);
  }
  return [`${name}="${escapeText(value)}"`];
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escapeText(text: string): string {
  return text.replace(/[&<>"]/g, (character) => ESCAPES[character] ?? '');
}

/** Functions of colours and transformations, and words before a parenthesis in `@media` and selectors. */
const ALLOWED_FUNCTIONS: ReadonlySet<string> = new Set(
  'rgb rgba hsl hsla oklch oklab lab lch calc matrix translate translatex translatey scale rotate skewx skewy media and not'.split(
    ' ',
  ),
);

/** Each row is something that a style must not have, and how to say so. */
const REFUSED: readonly (readonly [pattern: RegExp, what: string])[] = [
  [/[\\<]/, 'a backslash or <'],
  [/@(?!media\b)/i, 'a rule other than @media'],
  [/(?<![\w-])url\s*\(/i, 'url()'],
  [/animation|transition/i, 'an animation'],
  [/behavior|binding|expression|javascript/i, 'a script'],
];

/**
 * Checks a `style` attribute or the text of a `<style>` element. It may set colours and other properties, also for dark
 * pages with `@media (prefers-color-scheme: dark)`. Throws `ImageError` if it can load, run or animate anything.
 */
function checkStyle(css: string): void {
  for (const [pattern, what] of REFUSED) {
    if (pattern.test(css)) throw new ImageError(`has a style with ${what}, which is not allowed`);
  }
  // Without the lookbehind, a long word without a parenthesis would take quadratic time.
  for (const [call] of css.matchAll(/(?<![\w-])[\w-]+\(/g)) {
    const name = call.slice(0, -1).toLowerCase();
    if (!ALLOWED_FUNCTIONS.has(name)) throw new ImageError(`has a style with ${name}(), which is not allowed`);
  }
}
