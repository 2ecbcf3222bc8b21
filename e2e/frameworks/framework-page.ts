/** What a page made with a framework shows, and where its parts are. */
export interface FrameworkPage {
  /** Address of the script that `buildFrameworkPages` made. */
  readonly script: string;
  /** Address of the page to frame, without a token. */
  readonly src: string;
  /** Endpoint of the product that answers `{token}`. */
  readonly tokenUrl: string;
}

/** The page of a product that is made with a framework. Nothing in it is inline, so that it can stand under any policy. */
export function frameworkPage({ script, src, tokenUrl }: FrameworkPage): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width" />
    <title>Acme: integrations</title>
    <link rel="icon" href="data:," />
    <script type="module" src="${escapeAttribute(script)}"></script>
  </head>
  <body>
    <div id="app" data-src="${escapeAttribute(src)}" data-token-url="${escapeAttribute(tokenUrl)}"></div>
  </body>
</html>`;
}

function escapeAttribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
