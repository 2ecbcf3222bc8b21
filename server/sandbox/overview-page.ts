import { html } from 'hono/html';

import { BEHAVIOURS } from './behaviour.ts';
import {
  SANDBOX_APP_ID,
  SANDBOX_AWS_KEY_ID,
  SANDBOX_AWS_REGION,
  SANDBOX_AWS_SECRET,
  SANDBOX_AWS_SERVICE,
  SANDBOX_CLIENT_ID,
  SANDBOX_CLIENT_SECRET,
  SANDBOX_KEY,
  SANDBOX_KEY_CLIENT_ID,
  SANDBOX_MACHINE_ID,
  SANDBOX_MACHINE_SECRET,
  SANDBOX_PASSWORD,
  SANDBOX_PUBLIC_CLIENT_ID,
  SANDBOX_USERNAME,
  SANDBOX_WORKSPACE,
} from './keys.ts';
import { sandboxPage } from './page-shell.ts';
import type { SandboxContext } from './sandbox-env.ts';

type Rows = readonly (readonly [term: string, text: string])[];

const KEYS: Rows = [
  ['/me', `takes ${SANDBOX_KEY} in X-Api-Key`],
  ['/lists', 'as /me, with lists of contacts as the answer'],
  ['/bearer/me', `takes ${SANDBOX_KEY} as a bearer token`],
  ['/query/me', `takes ${SANDBOX_KEY} as ?api_key=`],
  ['/basic/me', `takes the user name ${SANDBOX_USERNAME} and the password ${SANDBOX_PASSWORD}`],
  ['/custom/me', `takes ${SANDBOX_APP_ID} in X-App-Id and ${SANDBOX_KEY} in X-App-Key`],
  [`/workspaces/${SANDBOX_WORKSPACE}/me`, `accepts ${SANDBOX_KEY} in X-Api-Key; there is no other workspace`],
  ['/slow/me', `as /me, after 4 seconds or as many milliseconds as ?ms= says`],
  ['/failing/me', 'always answers 500'],
  ['/limited/me', 'always answers 429'],
  ['/down/me', 'drops the connection'],
  ['/hostile/me', 'as /me, with a name full of markup and control characters'],
  ['/two-hundred/me', 'like /me, but responds to a wrong key with 200 and ok: false'],
];

const OAUTH: Rows = [
  ['/oauth/authorize', 'the sign-in page; requires state and PKCE with S256, accepts any http or https redirect_uri'],
  ['/oauth/token', 'accepts authorization_code, refresh_token and client_credentials'],
  ['/oauth/revoke', 'revokes a token'],
  ['/oauth/me', 'names the account of a bearer token'],
  ['/oauth/metadata', 'returns the data centre of an account'],
  [`/workspaces/${SANDBOX_WORKSPACE}/oauth/…`, 'the same five, for providers with an address for each customer'],
];

const CLIENTS: Rows = [
  [SANDBOX_CLIENT_ID, `signs people in with the secret ${SANDBOX_CLIENT_SECRET}, as HTTP Basic or in the body`],
  [SANDBOX_PUBLIC_CLIENT_ID, 'signs people in without a secret'],
  [SANDBOX_KEY_CLIENT_ID, 'signs people in with assertions (private_key_jwt), where the sandbox was given its key'],
  [SANDBOX_MACHINE_ID, `gets tokens of its own with the secret ${SANDBOX_MACHINE_SECRET}`],
];

const OTHERS: Rows = [
  [
    '/oauth1/request_token, /authorize, /access_token, /me',
    `OAuth 1.0a with HMAC-SHA1; ${SANDBOX_CLIENT_ID} and its secret are the consumer`,
  ],
  ['/sessions', `gives a token for the user name ${SANDBOX_USERNAME} and the password ${SANDBOX_PASSWORD}`],
  ['/sessions/refresh', 'exchanges a refresh_token for a new token, once'],
  ['/sessions/me', 'accepts the token in X-Session-Token'],
  [
    '/aws/me',
    `accepts Signature Version 4 of ${SANDBOX_AWS_KEY_ID} with ${SANDBOX_AWS_SECRET}, for ${SANDBOX_AWS_SERVICE} in ${SANDBOX_AWS_REGION}`,
  ],
];

const CONTROLS: Rows = [
  ['GET /requests', 'returns the served requests as JSON: counters by kind, and a list without secrets'],
  ['DELETE /requests', 'resets the counters'],
  ['DELETE /grants', 'revokes every token, as if all people had withdrawn their consent'],
];

/** Renders the overview page: the sandbox's addresses and the valid keys. */
export function overviewPage(c: SandboxContext) {
  const main = html`<main class="sheet">
    <p class="brand"><span class="mark" aria-hidden="true">S</span>Sandbox</p>
    <h1>Sandbox system</h1>
    <p>
      Imitates a system that your customers connect. It accepts the keys on this page and refuses all others. It forgets
      everything when it stops.
    </p>
    <h2>Keys</h2>
    ${list(KEYS)}
    <h2>Sign-in with OAuth 2.0</h2>
    ${list(OAUTH)}
    <h2>OAuth 2.0 clients</h2>
    ${list(CLIENTS)}
    <h2>OAuth 2.0, misbehaving</h2>
    <p>
      Put one or more of these, joined by <code>+</code>, after <code>/oauth</code>:
      <code>/oauth/rotate+ttl=2/token</code>. Each address misbehaves on its own. Times are in seconds.
    </p>
    ${list(behaviours())}
    <h2>Other ways to authenticate</h2>
    ${list(OTHERS)}
    <h2>For tests</h2>
    ${list(CONTROLS)}
  </main>`;
  return sandboxPage(c, { title: 'Sandbox system', main });
}

function behaviours(): Rows {
  return Object.entries(BEHAVIOURS).map(([name, row]) => {
    const example = 'value' in row ? `=${row.value.defaultValue}` : '';
    return [name + example, row.description];
  });
}

function list(rows: Rows) {
  return html`<dl>
    ${rows.map(
      ([term, text]) =>
        html`<div>
          <dt><code>${term}</code></dt>
          <dd>${text}</dd>
        </div>`,
    )}
  </dl>`;
}
