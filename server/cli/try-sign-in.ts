import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ProviderAccess } from '../connectors/auth-type.ts';
import type { BoundSignInMethod } from '../connectors/auth-types.ts';
import type { Values } from '../connectors/template.ts';
import type { Tokens } from '../connectors/stored-credentials.ts';
import { SignInBrowserMismatchError } from '../errors.ts';
import { CommandError } from './exit-code.ts';
import { timingSafeEqualText } from '../timing-safe-equal-text.ts';

const STATE_BYTES = 32;

/** A sign-in from the terminal. */
export interface TrySignInOptions {
  readonly method: BoundSignInMethod;
  readonly values: Values;
  /** Where the provider sends the browser. Its path is answered by this process. */
  readonly redirectUri: URL;
  /** Where this process listens for the browser. */
  readonly listen: { readonly port: number; readonly host: string };
  readonly access: ProviderAccess;
  /** Called with the address that the person opens in a browser. */
  readonly announce: (address: URL) => void;
}

/**
 * Signs in at a provider in the reader's browser, and resolves to the tokens. Stores nothing.
 *
 * Requests with another state are refused and end nothing. Rejects as the sign-in method does, with the error of `listen`,
 * or with `CommandError` when `access.signal` aborts.
 */
export async function trySignIn(options: TrySignInOptions): Promise<Tokens> {
  const { method, values, redirectUri, listen, access, announce } = options;
  const state = randomBytes(STATE_BYTES).toString('base64url');
  const callback = Promise.withResolvers<{ readonly parameters: URLSearchParams; readonly response: ServerResponse }>();
  const server = createServer((request, response) => {
    const parameters = callbackParameters(request, redirectUri, state);
    if (parameters) callback.resolve({ parameters, response });
    else answer(response, 404, 'This is not the end of the sign-in that was started.');
  });
  server.listen(listen.port, listen.host);
  const giveUp = () => callback.reject(new CommandError('The browser did not come back in time.', 'unavailable'));
  access.signal.addEventListener('abort', giveUp, { once: true });
  try {
    await once(server, 'listening');
    const { url, secrets } = await method.start(values, { redirectUri, state }, access);
    announce(url);
    const { parameters, response } = await callback.promise;
    try {
      if (!method.isFromIssuer(values, parameters)) {
        throw new SignInBrowserMismatchError('the callback names another issuer');
      }
      const tokens = await method.finish(values, { redirectUri, state, secrets, parameters }, access);
      answer(response, 200, 'Signed in. You can close this window; the terminal says more.');
      return tokens;
    } catch (error) {
      answer(response, 200, 'The sign-in failed. You can close this window; the terminal says more.');
      throw error;
    }
  } finally {
    server.close();
    server.closeIdleConnections();
  }
}

function callbackParameters({ url = '', method }: IncomingMessage, redirectUri: URL, state: string) {
  const { pathname, searchParams } = new URL(url, redirectUri);
  const [returned, ...more] = searchParams.getAll('state');
  const isCallback = method === 'GET' && pathname === redirectUri.pathname && more.length === 0;
  return isCallback && returned !== undefined && timingSafeEqualText(returned, state) ? searchParams : undefined;
}

function answer(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, {
    'content-type': 'text/plain; charset=utf-8',
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    connection: 'close',
  });
  response.end(`${message}\n`);
}
