import { createHash } from 'node:crypto';

// eslint-disable-next-line no-restricted-imports -- For the style sheet, which is a constant.
import { html, raw } from 'hono/html';

import { PAGE_STYLE } from './page-style.ts';
import type { SandboxContext } from './sandbox-env.ts';

type Markup = ReturnType<typeof html>;

/** The parts of a sandbox page. */
export interface SandboxPage {
  readonly title: string;
  readonly main: Markup;
  /** Where the page's form may redirect, besides the sandbox itself. */
  readonly formTarget?: URL;
  /** Default: 200. */
  readonly status?: 200 | 400 | 404;
}

const STYLE_HASH = createHash('sha256').update(PAGE_STYLE).digest('base64');
const STYLE = raw(`<style>${PAGE_STYLE}</style>`);

/** Responds with a page that loads nothing, runs nothing and cannot be framed. */
export function sandboxPage(c: SandboxContext, { title, main, formTarget, status = 200 }: SandboxPage) {
  const policy = [
    "default-src 'none'",
    `style-src 'sha256-${STYLE_HASH}'`,
    'img-src data:',
    // Chromium also applies form-action to the redirect after the form.
    `form-action 'self'${formTarget ? ` ${formTarget.origin}` : ''}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ];
  c.header('Content-Security-Policy', policy.join('; '));
  c.header('Cache-Control', 'no-store');
  c.header('Referrer-Policy', 'no-referrer');
  c.header('X-Content-Type-Options', 'nosniff');
  return c.html(
    html`<!doctype html>
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="color-scheme" content="light dark" />
          <title>${title}</title>
          <link rel="icon" href="data:," />
          ${STYLE}
        </head>
        <body>
          ${main}
        </body>
      </html>`,
    status,
  );
}

/** Responds with a page that explains an error. */
export function errorPage(
  c: SandboxContext,
  { title, text, status = 400 }: { readonly title: string; readonly text: string; readonly status?: 400 | 404 },
) {
  const main = html`<main class="card">
    <p class="brand"><span class="mark" aria-hidden="true">S</span>Sandbox</p>
    <h1>${title}</h1>
    <p>${text}</p>
    <p class="quiet">Close this window and try again from where you came.</p>
  </main>`;
  return sandboxPage(c, { title: `${title} · Sandbox`, main, status });
}
