import { Hono } from 'hono';
import { createMiddleware } from 'hono/factory';

import { HOSTILE_TEXT, parseBehaviour, pause } from './behaviour.ts';
import { showSignIn, submitDecision } from './authorize.ts';
import { errorPage } from './page-shell.ts';
import { logRequests } from './request-log.ts';
import type { SandboxContext, SandboxEnv, SandboxState } from './sandbox-env.ts';
import { RETRY_AFTER_SECONDS } from './token-response.ts';
import { revocationEndpoint, tokenEndpoint, tokenRequestKind } from './token-endpoint.ts';

/** The data centre in the metadata. Some providers have one for each account. */
const DATA_CENTRE = 'eu1';

/** A strict OAuth 2.0 server (RFC 6749, 7009, 7523, 7636 and 9207), unless the address selects a behaviour. */
export function oauthServer(state: SandboxState) {
  const { requestLog } = state;
  return new Hono<SandboxEnv>()
    .use(parseRequestedBehaviour)
    .get('/authorize', logRequests(requestLog, 'sign_in_page'), (c) => showSignIn(c, state))
    .post('/authorize', logRequests(requestLog, 'sign_in'), (c) => submitDecision(c, state))
    .post('/token', logRequests(requestLog, tokenRequestKind), simulateFaults(state), (c) => tokenEndpoint(c, state))
    .post('/revoke', logRequests(requestLog, 'revoke'), simulateFaults(state), (c) => revocationEndpoint(c, state))
    .get('/me', logRequests(requestLog, 'me'), simulateFaults(state), (c) => {
      const account = findBearerAccount(c, state);
      return account === undefined ? sendUnknownToken(c) : c.json({ user: { email: account } });
    })
    .get('/metadata', logRequests(requestLog, 'metadata'), simulateFaults(state), (c) => {
      const account = findBearerAccount(c, state);
      if (account === undefined) return sendUnknownToken(c);
      const apiUrl = new URL(c.req.url).origin;
      return c.json({ dc: DATA_CENTRE, api_endpoint: apiUrl, login: { email: account } });
    });
}

/** Reads the selected behaviour from the address. */
const parseRequestedBehaviour = createMiddleware<SandboxEnv>(async function told(c, next) {
  const behaviour = parseBehaviour(c.req.param('behaviour'));
  if (!behaviour) {
    const text = 'The page of the sandbox lists every way in which it can be told to behave.';
    return errorPage(c, { title: 'Unknown behaviour', text, status: 404 });
  }
  c.set('behaviour', behaviour);
  await next();
  if (behaviour.has('coop')) c.header('Cross-Origin-Opener-Policy', 'same-origin');
  return;
});

/** Applies the behaviours that affect every request. */
function simulateFaults(state: SandboxState) {
  return createMiddleware<SandboxEnv>(async function misbehaving(c, next) {
    const { behaviour } = c.var;
    await pause(c, behaviour.seconds('token-slow'), state);
    if (behaviour.has('drop')) {
      c.env.incoming.socket.destroy();
      return c.body(null);
    }
    if (behaviour.has('429')) {
      return c.json({ error: { message: 'Too many requests.' } }, 429, { 'Retry-After': RETRY_AFTER_SECONDS });
    }
    if (behaviour.has('500')) return c.json({ error: { message: 'This always fails.' } }, 500);
    if (behaviour.has('garbage')) return c.html('<!doctype html><title>Maintenance</title><h1>Back soon</h1>');
    await next();
    return;
  });
}

/** RFC 6750 section 2.1. Some providers use their own scheme in place of `Bearer`. */
function findBearerAccount(c: SandboxContext, { grants }: SandboxState): string | undefined {
  const [, token = ''] = /^(?:Bearer|OAuth) ([\w.~+/-]+=*)$/i.exec(c.req.header('authorization') ?? '') ?? [];
  const account = grants.account(token);
  return account !== undefined && c.var.behaviour.has('hostile') ? HOSTILE_TEXT : account;
}

function sendUnknownToken(c: SandboxContext) {
  const message = c.var.behaviour.has('hostile') ? HOSTILE_TEXT : 'This token is invalid or has expired.';
  return c.json({ error: { message } }, 401, { 'WWW-Authenticate': 'Bearer error="invalid_token"' });
}
