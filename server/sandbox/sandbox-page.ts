import { html } from 'hono/html';

import { SANDBOX_APP_ID, SANDBOX_KEY, SANDBOX_PASSWORD, SANDBOX_USERNAME, SANDBOX_WORKSPACE } from './keys.ts';

const ADDRESSES = [
  ['/me', `takes ${SANDBOX_KEY} in X-Api-Key`],
  ['/bearer/me', `takes ${SANDBOX_KEY} as a bearer token`],
  ['/query/me', `takes ${SANDBOX_KEY} as ?api_key=`],
  ['/basic/me', `takes the user name ${SANDBOX_USERNAME} and the password ${SANDBOX_PASSWORD}`],
  ['/custom/me', `takes ${SANDBOX_APP_ID} in X-App-Id and ${SANDBOX_KEY} in X-App-Key`],
  [`/workspaces/${SANDBOX_WORKSPACE}/me`, `takes ${SANDBOX_KEY} in X-Api-Key; there is no other workspace`],
  ['/slow/me', `as /me, after 4 seconds or as many milliseconds as ?ms= says`],
  ['/failing/me', 'always answers 500'],
  ['/limited/me', 'always answers 429'],
  ['/down/me', 'drops the connection'],
  ['/hostile/me', 'as /me, with a name full of markup and control characters'],
  ['/two-hundred/me', 'as /me, but answers 200 with ok: false to a wrong key'],
] as const;

/** What people read who open the sandbox: which keys are right. */
export function sandboxPage() {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <meta name="color-scheme" content="light dark" />
        <title>Sandbox system</title>
      </head>
      <body>
        <h1>Sandbox system</h1>
        <p>
          Stands for a system that your customers connect. The key <code>${SANDBOX_KEY}</code> is right, any other
          wrong.
        </p>
        <dl>
          ${ADDRESSES.map(
            ([address, does]) =>
              html`<dt><code>${address}</code></dt>
                <dd>${does}</dd>`,
          )}
        </dl>
      </body>
    </html>`;
}
