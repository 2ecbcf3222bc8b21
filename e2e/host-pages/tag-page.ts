import { escapeHtml } from './escape-html.ts';
import { htmlPage } from './html-page.ts';

/** Options of {@link tagPage}. */
export interface TagPage {
  /** Address of the script that defines the tag. */
  readonly script: string;
  /** The tag and the HTML around it. Trusted HTML. */
  readonly body: string;
  /** An inline module that runs after the script. A strict content security policy blocks it. */
  readonly module?: string;
}

/** Renders a host page with the tag. */
export function tagPage({ script, body, module }: TagPage): string {
  return htmlPage({
    head: `<script type="module" src="${escapeHtml(script)}"></script>`,
    body: `<header><button type="button" id="opener">Integrations</button></header>
    ${body}
    ${module === undefined ? '' : `<script type="module">${module}</script>`}`,
  });
}

/** Renders a tag. */
export function tagHtml(attributes: Readonly<Record<string, string>>): string {
  const rendered = Object.entries(attributes).map(([name, value]) => ` ${name}="${escapeHtml(value)}"`);
  return `<embed-connection${rendered.join('')}></embed-connection>`;
}
