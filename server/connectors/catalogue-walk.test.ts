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
import { vendorApp } from './testing/vendor-app.ts';
import type { ProviderAccess } from './auth-type.ts';
import { boundAuth } from './auth-types.ts';
import { loadCatalogue } from './catalogue.ts';
import type { VendorFacts } from './testing/vendor-facts.ts';
import { readCredentials } from './credentials.ts';
import { definitionMistakes } from './definition-checks.ts';
import type { ConnectorDefinition } from './definition.ts';
import { connectorDefinitionSchema } from './definition.ts';
import type { Tokens } from './tokens.ts';
import { verifyCredentials } from './verify.ts';

const FOLDER = new URL('./catalogue/', import.meta.url);

const CATALOGUE = await loadCatalogue();

/** With the signs that stand in the ids of real clients. */
const CLIENT = { clientId: '3c90c3cc-0d44.4b50_8888', clientSecret: 'secret-of.the_client' };

/** Definitions as they come with the server, with a client where they need one. */
const DEFINITIONS = new Map(
  [...CATALOGUE].map(([name, written]) => {
    const signsIn = boundAuth(connectorDefinitionSchema.parse(written)).signIn !== undefined;
    return [name, connectorDefinitionSchema.parse({ ...written, ...(signsIn && CLIENT) })] as const;
  }),
);

const SIGN_INS = [...DEFINITIONS].filter(([, definition]) => boundAuth(definition).signIn);

describe('every connector of the catalogue', () => {
  for (const [name, definition] of DEFINITIONS) {
    test(`${name} is without mistakes, speaks https only, and names the page that it follows`, async () => {
      assert.deepEqual(definitionMistakes(definition, { dev: false }), []);
      assert.doesNotMatch(JSON.stringify(definition), /http:/);
      const source = await readFile(new URL(`${name}.ts`, FOLDER), 'utf8');
      assert.match(source.slice(0, source.indexOf('export default')), /^\/\/ https:\/\/\S+/m);
      assert.ok(definition.verify);
    });
  }

  test('has its vendor written down where it signs in', async () => {
    const written = (await readdir(new URL('./testing/vendors/', import.meta.url))).map((file) =>
      file.replace(/\.ts$/, ''),
    );
    assert.deepEqual(
      SIGN_INS.map(([name]) => name).filter((name) => !written.includes(name)),
      [],
    );
  });
});

for (const [name, definition] of SIGN_INS) {
  const facts = await factsOf(name);
  if (!facts) continue;
  const redirectUri = new URL(`https://connect.acme.example/oauth/callback/${name}`);
  const vendor = await startVendor(facts, redirectUri);
  after(() => vendor.close());
  describe(name, () => walk({ definition, facts, vendor, redirectUri }));
}

interface Walk {
  readonly definition: ConnectorDefinition;
  readonly facts: VendorFacts;
  readonly vendor: Vendor;
  readonly redirectUri: URL;
}

function walk({ definition, facts, vendor, redirectUri }: Walk) {
  const auth = boundAuth(definition);
  const { access } = vendor;

  async function signIn() {
    const run = { redirectUri, state: randomBytes(32).toString('base64url') };
    const { values } = await readCredentials(definition, facts.values);
    const { location, kept } = await auth.signIn!.begin(values, run, access);
    const { searchParams: parameters } = await vendor.visit(location);
    assert.equal(parameters.get('state'), run.state);
    assert.equal(auth.signIn!.isFromIssuer(values, parameters), true);
    const finish = () => auth.signIn!.finish(values, { ...run, kept, parameters }, access);
    const tokens = await finish();
    const verify = (current: Tokens) => verifyCredentials(definition, { values, tokens: current }, access);
    return { values, parameters, tokens, finish, verify };
  }

  test('signs in as its documentation says, and says who it was', async () => {
    const { tokens, verify } = await signIn();
    const { verified, account = tokens.captured['account'] } = await verify(tokens);
    assert.equal(verified, true);
    assert.equal(account, facts.account);
    assert.deepEqual({ ...tokens.captured }, facts.captured ?? {});
  });

  test('takes no code for an answer that was one before', async () => {
    const { finish } = await signIn();
    const vague = facts.protocol === 'oauth2' && facts.token.refusalIsVague;
    await assert.rejects(finish(), vague ? ProviderUnavailableError : InvalidCredentialsError);
  });

  test('is refused by its vendor with a token that it did not give', async () => {
    const { tokens, verify } = await signIn();
    const foreign = { ...tokens, accessToken: 'not-given-by-anybody' };
    await assert.rejects(verify(foreign), InvalidCredentialsError);
  });

  if ('issuer' in definition.auth) {
    test('tells an answer of somebody else', async () => {
      const { values, parameters } = await signIn();
      const foreign = new URLSearchParams(parameters);
      foreign.set('iss', 'https://elsewhere.example');
      assert.equal(auth.signIn!.isFromIssuer(values, foreign), false);
    });
  }

  if (facts.protocol === 'oauth2') {
    const { refresh, revocation, lasting } = facts;

    test('knows whether its tokens end', async () => {
      const { tokens } = await signIn();
      assert.equal(tokens.expiresAt === undefined, lasting === true);
      assert.equal(tokens.refreshToken !== undefined, refresh !== undefined);
    });

    if (refresh) {
      test('renews its tokens', async () => {
        const { values, tokens, verify } = await signIn();
        const renewed = await auth.renew!(values, tokens, access);
        assert.notEqual(renewed.accessToken, tokens.accessToken);
        assert.deepEqual(renewed.captured, tokens.captured);
        assert.equal((await verify(renewed)).verified, true);
        const again = await auth.renew!(values, renewed, access);
        assert.equal((await verify(again)).verified, true);
      });
    }

    test('has to sign in again where nothing can be renewed', async () => {
      const { values, tokens } = await signIn();
      const lost = refresh ? { ...tokens, refreshToken: 'not-given-by-anybody' } : tokens;
      await assert.rejects(auth.renew!(values, lost, access), InvalidCredentialsError);
    });

    test(`${revocation ? 'ends' : 'cannot end'} its tokens at the vendor`, async () => {
      const { values, tokens, verify } = await signIn();
      assert.equal(await auth.revoke!(values, tokens, access), revocation !== undefined);
      if (revocation) await assert.rejects(verify(tokens), InvalidCredentialsError);
      else assert.equal((await verify(tokens)).verified, true);
    });
  }
}

async function factsOf(name: string): Promise<VendorFacts | undefined> {
  const module: unknown = await import(new URL(`./testing/vendors/${name}.ts`, import.meta.url).href).catch(
    () => undefined,
  );
  const facts = isJsonObject(module) ? module['facts'] : undefined;
  return isFacts(facts) ? facts : undefined;
}

function isFacts(value: unknown): value is VendorFacts {
  return isJsonObject(value) && 'protocol' in value && 'me' in value;
}

/** A vendor that is played on this machine. */
interface Vendor {
  /** The way to it: every address leads there, whatever its host. */
  readonly access: ProviderAccess;
  /** Does what a browser does in which the person says yes. */
  visit(location: URL): Promise<URL>;
  close(): void;
}

async function startVendor(facts: VendorFacts, redirectUri: URL): Promise<Vendor> {
  const client = { id: CLIENT.clientId, secret: CLIENT.clientSecret, redirectUri: redirectUri.href };
  const server = createAdaptorServer({ fetch: vendorApp(facts, client).fetch });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  assert.ok(typeof address === 'object' && address !== null);
  const origin = `http://127.0.0.1:${address.port}`;
  const egress = rerouted(origin);
  return {
    access: { egress, now: Date.now, signal: new AbortController().signal },

    async visit(location) {
      const answer = await fetch(atVendor(location, origin), { redirect: 'manual' });
      const back = new URL(answer.headers.get('location') ?? `about:${await answer.text()}`);
      assert.equal(back.href.split('?')[0], redirectUri.href);
      return back;
    },

    close() {
      egress.close();
      server.close();
    },
  };
}

function atVendor({ protocol, host, pathname, search }: URL, origin: string): URL {
  assert.equal(protocol, 'https:');
  return new URL(`${origin}/${host}${pathname}${search}`);
}

/** The real way out, led to one place. */
function rerouted(origin: string): Egress {
  const egress = createEgress({ allow: [], allowLoopbackHttp: true });
  return {
    async request(request, options) {
      const answer = await egress.request({ ...request, url: atVendor(request.url, origin) }, options);
      return { ...answer, url: request.url };
    },
    checkUrl: (url, options) => egress.checkUrl(atVendor(url, origin), options),
    close: () => egress.close(),
  };
}
