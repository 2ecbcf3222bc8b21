/** A page of a product that embeds by tag. */
export interface TagPage {
  /** Address of the script that defines the tag. */
  readonly script: string;
  /** What stands in the page: the tag, and what is around it. HTML of the test's own. */
  readonly body: string;
  /** A module that runs after the script. Pages with a strict policy have none. */
  readonly module?: string;
}

/** The page of a product, with the tag in it. */
export function tagPage({ script, body, module }: TagPage): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width" />
    <title>Acme: integrations</title>
    <script type="module" src="${script}"></script>
  </head>
  <body>
    <header><button type="button" id="opener">Integrations</button></header>
    ${body}
    ${module === undefined ? '' : `<script type="module">${module}</script>`}
  </body>
</html>`;
}

/** A tag, written out. */
export function tagHtml(attributes: Readonly<Record<string, string>>): string {
  const written = Object.entries(attributes).map(([name, value]) => ` ${name}="${escapeAttribute(value)}"`);
  return `<embed-connection${written.join('')}></embed-connection>`;
}

function escapeAttribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
