/** What a page of a product has beside what all of them have. HTML of the test's own. */
export interface HtmlPage {
  readonly head: string;
  readonly body: string;
}

/** A page of a product, written out. */
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
