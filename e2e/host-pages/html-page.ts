/** The parts of a host page that differ. They are trusted HTML. */
export interface HtmlPage {
  readonly head: string;
  readonly body: string;
}

/** Renders a host page. */
export function htmlPage({ head, body }: HtmlPage): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width" />
    <title>Acme: integrations</title>
    ${head}
  </head>
  <body>
    ${body}
  </body>
</html>`;
}
