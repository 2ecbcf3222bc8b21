import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import Provider from 'oidc-provider';
import type { ConnectorDefinitionInput } from '../connectors/definition.ts';
import { InvalidCredentialsError } from '../errors.ts';
import { startHarness } from '../testing/harness.ts';
import type { Harness } from '../testing/harness.ts';
import { callSessionApi } from '../testing/page.ts';
import { signInState, createSignIn, openDialog, TestBrowser } from '../testing/sign-in.ts';

const CLIENT = { clientId: 'embed', clientSecret: 'a-secret-of-this-test-that-is-long-enough' };
const CALLBACK = 'https://connect.example.com/oauth/callback/oidc';
const EMAIL = 'ada@provider.example';

let harness: Harness;
let provider: { readonly issuer: string; readonly revoked: string[]; close(): Promise<void> };

/** Starts an independent implementation of a provider that requires PKCE, rotates refresh tokens and accepts a code once. */
async function startProvider() {
  const revoked: string[] = [];
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const oidc = new Provider(issuer, {
    clients: [
      {
        client_id: CLIENT.clientId,
        client_secret: CLIENT.clientSecret,
        redirect_uris: [CALLBACK],
        grant_types: ['authorization_code', 'refresh_token'],
        token_endpoint_auth_method: 'client_secret_basic',
      },
    ],
    pkce: { required: () => true },
    rotateRefreshToken: true,
    scopes: ['openid', 'email', 'offline_access'],
    claims: { openid: ['sub'], email: ['email'] },
    features: { revocation: { enabled: true } },
    findAccount: (_context, accountId) => ({ accountId, claims: () => ({ sub: accountId, email: EMAIL }) }),
  });
  oidc.on('grant.revoked', () => {
    revoked.push(issuer);
  });
  const answer = oidc.callback();
  server.on('request', (request, response) => void answer(request, response));
  const close = async () => {
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  };
  return { issuer, revoked, close };
}

function connector(issuer: string): ConnectorDefinitionInput {
  return {
    name: 'OIDC provider',
    ...CLIENT,
    auth: {
      type: 'oauth2',
      authorizationUrl: `${issuer}/auth`,
      tokenUrl: `${issuer}/token`,
      revocationUrl: `${issuer}/token/revocation`,
      issuer,
      issuerRequired: true,
      scopes: ['openid', 'email', 'offline_access'],
      authorizationParams: { prompt: 'consent' },
    },
    verify: { url: `${issuer}/me`, account: 'email' },
  };
}

before(async () => {
  provider = await startProvider();
  harness = await startHarness({ connectors: () => ({ oidc: connector(provider.issuer) }) });
});
after(async () => {
  await harness.close();
  await provider.close();
});

/** Signs in on the provider's own pages, as a person does. Resolves to the callback address that the provider redirects to. */
async function signInAtProvider(location: URL): Promise<URL> {
  const cookies = new Map<string, string>();
  let url = location;
  let form: URLSearchParams | undefined;
  for (;;) {
    const answer = await fetch(url, {
      method: form ? 'POST' : 'GET',
      body: form ?? null,
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
      redirect: 'manual',
    });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      cookies.set(name, value);
    }
    const html = await answer.text();
    form = undefined;
    const next = answer.headers.get('location');
    if (next !== null) {
      url = new URL(next, url);
      if (url.href.startsWith(CALLBACK)) return url;
      continue;
    }
    const [, prompt = ''] = /name="prompt" value="(\w+)"/.exec(html) ?? [];
    assert.ok(prompt, html);
    form = new URLSearchParams({ prompt, ...(prompt === 'login' && { login: 'ada', password: 'any' }) });
  }
}

test('a sign-in at a strict provider connects, its tokens rotate with each refresh, and a disconnect revokes them', async () => {
  const dialog = await openDialog(harness, 'oidc');
  const signIn = await createSignIn(harness, dialog);
  const browser = new TestBrowser(harness);
  const page = await browser.open(await signInAtProvider(await browser.start(signIn)));
  assert.equal(page.status, 200, harness.log());
  const state = await signInState(harness, dialog, signIn);
  assert.ok(state.status === 'succeeded');
  assert.equal(state.connection.account, EMAIL);

  const tenant = await harness.deps.store.tenants.findByKey('acme', dialog.tenantKey);
  const definition = harness.config.organizations.get('acme')?.connectors.get('oidc');
  assert.ok(tenant && definition);
  const options = { scope: { organization: 'acme', tenantId: tenant.id }, connectionId: dialog.id, definition };
  const first = await harness.tokenRefresher.usableCredentials(options);
  const used = new Set([first.tokens?.refreshToken]);
  for (let round = 0; round < 3; round += 1) {
    // Only our clock advances. For the provider, the tokens are still valid, which does not prevent a refresh.
    harness.advance(50 * 60_000);
    const { tokens } = await harness.tokenRefresher.usableCredentials(options);
    assert.ok(tokens?.refreshToken);
    used.add(tokens.refreshToken);
  }
  assert.equal(used.size, 4);

  const last = await harness.tokenRefresher.usableCredentials(options);
  await callSessionApi(harness, `/session/connections/${dialog.id}/disconnect`, {
    ...(await openDialog(harness, 'oidc', dialog.tenantKey)),
    method: 'POST',
  });
  await harness.background.idle();
  assert.equal(provider.revoked.length, 1);
  const answer = await fetch(`${provider.issuer}/me`, {
    headers: { authorization: `Bearer ${last.tokens?.accessToken ?? ''}` },
  });
  assert.equal(answer.status, 401);
});

test('a refresh with a token that was already used makes the connection needs_reauth', async () => {
  const dialog = await openDialog(harness, 'oidc');
  const browser = new TestBrowser(harness);
  await browser.open(await signInAtProvider(await browser.start(await createSignIn(harness, dialog))));
  const tenant = await harness.deps.store.tenants.findByKey('acme', dialog.tenantKey);
  const definition = harness.config.organizations.get('acme')?.connectors.get('oidc');
  assert.ok(tenant && definition);
  const options = { scope: { organization: 'acme', tenantId: tenant.id }, connectionId: dialog.id, definition };
  const { tokens } = await harness.tokenRefresher.usableCredentials(options);
  const basic = Buffer.from(`${CLIENT.clientId}:${CLIENT.clientSecret}`).toString('base64');
  await fetch(`${provider.issuer}/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${basic}` },
    body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token: tokens?.refreshToken ?? '' }),
  });
  harness.advance(2 * 3_600_000);
  await assert.rejects(harness.tokenRefresher.usableCredentials(options), InvalidCredentialsError);
});
