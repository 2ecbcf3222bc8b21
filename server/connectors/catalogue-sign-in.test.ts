import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { after, describe, test } from 'node:test';

import { createAdaptorServer } from '@hono/node-server';

import type { Egress } from '../egress.ts';
import { createEgress } from '../egress.ts';
import { InvalidCredentialsError, ProviderUnavailableError } from '../errors.ts';
import { isJsonObject } from '../json-object.ts';
import { fakeProvider } from './testing/fake-provider.ts';
import type { ProviderAccess } from './auth-type.ts';
import { authenticator } from './auth-types.ts';
import { CATALOGUE } from './catalogue.ts';
import type { ProviderFacts } from './testing/provider-facts.ts';
import { readCredentials } from './credentials.ts';
import { findDefinitionIssues } from './definition-checks.ts';
import type { ConnectorDefinition } from './definition.ts';
import { connectorDefinitionSchema } from './definition.ts';
import type { Tokens } from './stored-credentials.ts';
import { verifyCredentials } from './verify.ts';

const FOLDER = new URL('./catalogue/', import.meta.url);

/** Contains the special characters that ids of real clients contain. */
const CLIENT = { clientId: '3c90c3cc-0d44.4b50_8888', clientSecret: 'secret-of.the_client' };

/** The definitions of the catalogue, with a client if they need one. */
const DEFINITIONS = new Map(
  [...CATALOGUE].map(([name, written]) => {
    const signsIn = authenticator(connectorDefinitionSchema.parse(written)).signIn !== undefined;
    return [name, connectorDefinitionSchema.parse({ ...written, ...(signsIn && CLIENT) })] as const;
  }),
);

const SIGN_INS = [...DEFINITIONS].filter(([, definition]) => authenticator(definition).signIn);

describe('every connector of the catalogue', () => {
  for (const [name, definition] of DEFINITIONS) {
    test(`${name} has no issues, uses only https, and links its documentation`, async () => {
      assert.deepEqual(findDefinitionIssues(definition, { dev: false }), []);
      assert.doesNotMatch(JSON.stringify(definition), /http:/);
      const source = await readFile(new URL(`${name}.ts`, FOLDER), 'utf8');
      assert.match(source.slice(0, source.indexOf('export default')), /^\/\/ https:\/\/\S+/m);
      assert.ok(definition.verify);
    });
  }

  test('has facts about its provider if it has a sign-in', async () => {
    const written = (await readdir(new URL('./testing/providers/', import.meta.url))).map((file) =>
      file.replace(/\.ts$/, ''),
    );
    assert.deepEqual(
      SIGN_INS.map(([name]) => name).filter((name) => !written.includes(name)),
      [],
    );
  });
});

for (const [name, definition] of SIGN_INS) {
  const facts = await loadFacts(name);
  if (!facts) continue;
  const redirectUri = new URL(`https://connect.acme.example/oauth/callback/${name}`);
  const provider = await startFakeProvider(facts, redirectUri);
  after(() => provider.close());
  describe(name, () => testSignIn({ definition, facts, vendor: provider, redirectUri }));
}

interface SignInCase {
  readonly definition: ConnectorDefinition;
  readonly facts: ProviderFacts;
  readonly vendor: FakeProvider;
  readonly redirectUri: URL;
}

function testSignIn({ definition, facts, vendor: provider, redirectUri }: SignInCase) {
  const auth = authenticator(definition);
  const { access } = provider;

  async function signIn() {
    const run = { redirectUri, state: randomBytes(32).toString('base64url') };
    const { values } = await readCredentials(definition, facts.values);
    const { url, secrets } = await auth.signIn!.start(values, run, access);
    const { searchParams: parameters } = await provider.visit(url);
    assert.equal(parameters.get('state'), run.state);
    assert.equal(auth.signIn!.isFromIssuer(values, parameters), true);
    const finish = () => auth.signIn!.finish(values, { ...run, secrets, parameters }, access);
    const tokens = await finish();
    const verify = (current: Tokens) => verifyCredentials(definition, { values, tokens: current }, access);
    return { values, parameters, tokens, finish, verify };
  }

  test('signs in as the documentation says, and shows the account', async () => {
    const { tokens, verify } = await signIn();
    const { verified, account = tokens.captured['account'] } = await verify(tokens);
    assert.equal(verified, true);
    assert.equal(account, facts.account);
    assert.deepEqual({ ...tokens.captured }, facts.captured ?? {});
  });

  test('is refused with a code that was already used', async () => {
    const { finish } = await signIn();
    const vague = facts.protocol === 'oauth2' && facts.token.refusalIsVague;
    await assert.rejects(finish(), vague ? ProviderUnavailableError : InvalidCredentialsError);
  });

  test('is refused with a token that the provider did not issue', async () => {
    const { tokens, verify } = await signIn();
    const foreign = { ...tokens, accessToken: 'never-issued' };
    await assert.rejects(verify(foreign), InvalidCredentialsError);
  });

  if ('issuer' in definition.auth) {
    test('detects a callback of another issuer', async () => {
      const { values, parameters } = await signIn();
      const foreign = new URLSearchParams(parameters);
      foreign.set('iss', 'https://elsewhere.example');
      assert.equal(auth.signIn!.isFromIssuer(values, foreign), false);
    });
  }

  if (facts.protocol === 'oauth2') {
    const { refresh, revocation, lasting } = facts;

    test('knows whether its tokens expire', async () => {
      const { tokens } = await signIn();
      assert.equal(tokens.expiresAt === undefined, lasting === true);
      assert.equal(tokens.refreshToken !== undefined, refresh !== undefined);
    });

    if (refresh) {
      test('refreshes its tokens', async () => {
        const { values, tokens, verify } = await signIn();
        const refreshed = await auth.refresh!(values, tokens, access);
        assert.notEqual(refreshed.accessToken, tokens.accessToken);
        assert.deepEqual(refreshed.captured, tokens.captured);
        assert.equal((await verify(refreshed)).verified, true);
        const again = await auth.refresh!(values, refreshed, access);
        assert.equal((await verify(again)).verified, true);
      });
    }

    test('requires a new sign-in if the provider does not refresh tokens', async () => {
      const { values, tokens } = await signIn();
      const lost = refresh ? { ...tokens, refreshToken: 'never-issued' } : tokens;
      await assert.rejects(auth.refresh!(values, lost, access), InvalidCredentialsError);
    });

    test(`${revocation ? 'revokes' : 'cannot revoke'} its tokens at the provider`, async () => {
      const { values, tokens, verify } = await signIn();
      assert.equal(await auth.revoke!(values, tokens, access), revocation !== undefined);
      if (revocation) await assert.rejects(verify(tokens), InvalidCredentialsError);
      else assert.equal((await verify(tokens)).verified, true);
    });
  }
}

async function loadFacts(name: string): Promise<ProviderFacts | undefined> {
  const module: unknown = await import(new URL(`./testing/providers/${name}.ts`, import.meta.url).href).catch(
    () => undefined,
  );
  const facts = isJsonObject(module) ? module['facts'] : undefined;
  return isFacts(facts) ? facts : undefined;
}

function isFacts(value: unknown): value is ProviderFacts {
  return isJsonObject(value) && 'protocol' in value && 'me' in value;
}

/** A fake provider in this process. */
interface FakeProvider {
  /** Network access in which every address leads to the fake provider. */
  readonly access: ProviderAccess;
  /** Acts as a browser in which the person agrees. Resolves to the callback address. */
  visit(location: URL): Promise<URL>;
  close(): void;
}

async function startFakeProvider(facts: ProviderFacts, redirectUri: URL): Promise<FakeProvider> {
  const client = { id: CLIENT.clientId, secret: CLIENT.clientSecret, redirectUri: redirectUri.href };
  const server = createAdaptorServer({ fetch: fakeProvider(facts, client).fetch });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  assert.ok(typeof address === 'object' && address !== null);
  const origin = `http://127.0.0.1:${address.port}`;
  const egress = reroutedEgress(origin);
  return {
    access: { egress, now: Date.now, signal: new AbortController().signal },

    async visit(location) {
      const response = await fetch(toFakeProviderUrl(location, origin), { redirect: 'manual' });
      const callback = new URL(response.headers.get('location') ?? `about:${await response.text()}`);
      assert.equal(callback.href.split('?')[0], redirectUri.href);
      return callback;
    },

    close() {
      egress.close();
      server.close();
    },
  };
}

function toFakeProviderUrl({ protocol, host, pathname, search }: URL, origin: string): URL {
  assert.equal(protocol, 'https:');
  return new URL(`${origin}/${host}${pathname}${search}`);
}

/** The real egress, redirected to the fake provider. */
function reroutedEgress(origin: string): Egress {
  const egress = createEgress({ allow: [], allowLoopbackHttp: true });
  return {
    async request(request, options) {
      const response = await egress.request({ ...request, url: toFakeProviderUrl(request.url, origin) }, options);
      return { ...response, url: request.url };
    },
    checkUrl: (url, options) => egress.checkUrl(toFakeProviderUrl(url, origin), options),
    close: () => egress.close(),
  };
}
