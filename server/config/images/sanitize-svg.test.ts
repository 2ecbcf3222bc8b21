import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { ImageError } from './image-error.ts';
import { sanitizeSvg } from './sanitize-svg.ts';

const ROOT = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"';
const svg = (inside: string, attributes = '') => `${ROOT}${attributes}>${inside}</svg>`;

describe('an image in SVG keeps what draws it', () => {
  for (const [title, written, sanitized] of [
    ['shapes', svg('<g fill="#f00"><path d="M0 0h9"/></g>'), svg('<g fill="#f00"><path d="M0 0h9"/></g>')],
    ['single quotes', svg("<rect width='9' height='9'/>"), svg('<rect width="9" height="9"/>')],
    ['a style of shapes', svg('<path style="fill:#f00;opacity:.5"/>'), svg('<path style="fill:#f00;opacity:.5"/>')],
    [
      'colours for dark pages',
      svg('<style>@media (prefers-color-scheme: dark){path{fill:rgb(1,2,3)}}</style><path/>'),
      svg('<style>@media (prefers-color-scheme: dark){path{fill:rgb(1,2,3)}}</style><path/>'),
    ],
    ['CDATA', svg('<style><![CDATA[g>path{fill:red}]]></style>'), svg('<style>g&gt;path{fill:red}</style>')],
    [
      'gradients',
      svg('<linearGradient id="a"/><linearGradient id="b" xlink:href="#a"/><path fill="url(#b)"/>'),
      svg('<linearGradient id="a"/><linearGradient id="b" href="#a"/><path fill="url(#b)"/>'),
    ],
    ['predefined entities', svg('<path class="a &amp; b"/>'), svg('<path class="a &amp; b"/>')],
  ] as const) {
    test(title, () => {
      assert.equal(sanitizeSvg(written), sanitized);
    });
  }
});

describe('an image in SVG loses what does not draw it', () => {
  for (const [title, written] of [
    ['its XML declaration', `<?xml version="1.0" encoding="UTF-8"?>\n${svg('')}`],
    [
      'a document type without declarations',
      `<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">${svg('')}`,
    ],
    ['comments', `<!-- Made with an editor -->${svg('<!--<script>-->')}`],
    ['titles and metadata', svg('<title>A</title><metadata><rdf:RDF><cc:Work/></rdf:RDF></metadata>')],
    ['what an editor wrote for itself', svg('<sodipodi:namedview/>', ' xmlns:sodipodi="http://a.example/"')],
    ['attributes of editors', svg('', ' inkscape:version="1" xml:space="preserve" data-name="a" role="img"')],
    ['text', svg('hello')],
  ] as const) {
    test(title, () => {
      assert.equal(sanitizeSvg(written), `${ROOT}/>`);
    });
  }
});

describe('an image in SVG is refused', () => {
  for (const [written, reason] of [
    // Scripts
    [svg('<script>alert(1)</script>'), 'has the element <script>, which is not allowed'],
    [svg('<g><script href="https://evil.example/"/></g>'), 'has the element <script>, which is not allowed'],
    [svg('<SCRIPT/>'), 'has the element <SCRIPT>, which is not allowed'],
    [
      svg('<svg:script/>', ' xmlns:svg="http://www.w3.org/2000/svg"'),
      'has the element <svg:script>, which is not allowed',
    ],
    [svg('', ' onload="alert(1)"'), 'has the attribute onload, which runs a script'],
    [svg('<path OnClick="alert(1)"/>'), 'has the attribute OnClick, which runs a script'],
    [svg('<a href="javascript:alert(1)"><path/></a>'), 'has the element <a>, which is not allowed'],
    // Content of other kinds
    [svg('<foreignObject><body/></foreignObject>'), 'has the element <foreignObject>, which is not allowed'],
    [svg('<iframe src="https://evil.example/"/>'), 'has the element <iframe>, which is not allowed'],
    [
      svg('<g xmlns="http://www.w3.org/1999/xhtml"/>'),
      'has the attribute xmlns with another namespace, which is not allowed',
    ],
    [svg('<text>Acme</text>'), 'has the element <text>, which is not allowed'],
    // Other files
    [svg('<image href="https://evil.example/a.png"/>'), 'has the element <image>, which is not allowed'],
    [svg('<use href="#a"/>'), 'has the element <use>, which is not allowed'],
    [
      svg('<linearGradient href="https://evil.example/a.svg#a"/>'),
      'has the attribute href on <linearGradient>, which is not allowed',
    ],
    [
      svg('<radialGradient xlink:href="data:,"/>'),
      'has the attribute xlink:href on <radialGradient>, which is not allowed',
    ],
    [svg('<path href="#a"/>'), 'has the attribute href on <path>, which is not allowed'],
    [
      svg('<path fill="url(https://evil.example/#a)"/>'),
      'has the attribute fill with a reference to another file, which is not allowed',
    ],
    [
      svg('<path mask="URL( //evil.example )"/>'),
      'has the attribute mask with a reference to another file, which is not allowed',
    ],
    [svg('<path filter="url(#a)"/>'), 'has the attribute filter, which is not allowed'],
    // Styles
    [svg('<path style="fill:url(#a)"/>'), 'has a style with url(), which is not allowed'],
    [svg('<style>path{fill:URL (https://evil.example)}</style>'), 'has a style with url(), which is not allowed'],
    [
      svg('<style>@import "https://evil.example"</style>'),
      'has a style with a rule other than @media, which is not allowed',
    ],
    [svg('<style>@font-face{src:a}</style>'), 'has a style with a rule other than @media, which is not allowed'],
    [svg('<path style="fill:u\\72l(a)"/>'), 'has a style with a backslash or <, which is not allowed'],
    [svg('<style>&lt;/style></style>'), 'has a style with a backslash or <, which is not allowed'],
    [svg('<path style="fill:image-set(a)"/>'), 'has a style with image-set(), which is not allowed'],
    [svg('<path style="fill:src(a)"/>'), 'has a style with src(), which is not allowed'],
    [svg('<path style="width:expression(a)"/>'), 'has a style with a script, which is not allowed'],
    [svg('<style><path/></style>'), 'has the element <path> in a style, which is not allowed'],
    // Animations
    [svg('<animate attributeName="d"/>'), 'has the element <animate>, which is not allowed'],
    [svg('<set attributeName="d"/>'), 'has the element <set>, which is not allowed'],
    [svg('<path style="animation:a 1s"/>'), 'has a style with an animation, which is not allowed'],
    [svg('<style>path{transition:all 1s}</style>'), 'has a style with an animation, which is not allowed'],
    // Entities
    [
      `<!DOCTYPE svg [<!ENTITY a "b">]>${svg('&a;')}`,
      'has declarations in its document type, which are not allowed: remove <!DOCTYPE …>',
    ],
    [`${svg('')}<!ENTITY a "b">`, 'has declarations in its document type, which are not allowed: remove <!DOCTYPE …>'],
    [svg('<path class="&a;"/>'), 'has the entity &a;, which is not allowed'],
    [svg('<path class="&#106;avascript"/>'), 'has the entity &#106;, which is not allowed'],
    [svg('<path class="&constructor;"/>'), 'has the entity &constructor;, which is not allowed'],
    [svg('&'), 'has the entity &, which is not allowed'],
    // Form
    [`<?xml-stylesheet href="a.css"?>${svg('')}`, 'has a processing instruction, which is not allowed'],
    [svg('<path unknown="1"/>'), 'has the attribute unknown, which is not allowed'],
    ['<html/>', 'must be an image in SVG, which begins with <svg xmlns="http://www.w3.org/2000/svg">'],
    ['<svg viewBox="0 0 1 1"/>', 'must be an image in SVG, which begins with <svg xmlns="http://www.w3.org/2000/svg">'],
    ['<svg xmlns="http://www.w3.org/2000/svg"/>', 'needs the attribute viewBox on <svg>'],
    ['', 'is not well-formed XML (line 1)'],
    ['an image', 'is not well-formed XML (line 1)'],
    [`${ROOT}>\n<g>\n</svg>`, 'is not well-formed XML (line 3)'],
    [`${ROOT}>`, 'is not well-formed XML (line 1)'],
    [svg('') + svg(''), 'is not well-formed XML (line 1)'],
    [svg('<path d=M0/>'), 'is not well-formed XML (line 1)'],
    [svg('<path d="a" d="b"/>'), 'is not well-formed XML (line 1)'],
    [svg('<path d="<"/>'), 'is not well-formed XML (line 1)'],
    [svg('<!-- a'), 'is not well-formed XML (line 1)'],
    [svg('\u0000'), 'has control characters, which are not allowed'],
    [svg('<g>'.repeat(100)), 'has elements in more than 64 levels'],
  ] as const) {
    test(written.slice(0, 160), () => {
      assert.throws(
        () => sanitizeSvg(written),
        (error) => error instanceof ImageError && error.message === reason,
      );
    });
  }
});
