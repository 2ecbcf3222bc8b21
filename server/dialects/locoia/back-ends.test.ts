import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { credentialsLocation } from '../../connections/accepted-credentials.ts';
import { parseCredentials } from '../../connectors/stored-credentials.ts';
import {
  SANDBOX_CLIENT_ID,
  SANDBOX_CLIENT_SECRET,
  SANDBOX_KEY,
  SANDBOX_PASSWORD,
  SANDBOX_USERNAME,
} from '../../sandbox/keys.ts';
import type { StoredConnection } from '../../store/connection-store.ts';
import { HOST_ORIGIN, startHarness } from '../../testing/harness.ts';
import type { Harness } from '../../testing/harness.ts';
import { exchangeToken, loadPage } from '../../testing/page.ts';

const SECRET = 'the-locoia-secret-for-all-accounts!!';
const PAGE = '/vendor/sandbox-bearer/auth';

/** Debian's packages belong to the python3 of the system, which may not be the first one of the path. */
const python = ['python3', '/usr/bin/python3'].find(
  (command) => spawnSync(command, ['-c', 'import jwt; jwt.encode'], { stdio: 'ignore' }).status === 0,
);
if (python === undefined) process.stderr.write('NOT RUN: python3 with PyJWT is missing (apt: python3-jwt)\n');

const program = (name: string) => fileURLToPath(new URL(`testing/${name}`, import.meta.url));
const BACK_ENDS: readonly (readonly [title: string, command: string | undefined, file: string])[] = [
  ['PyJWT', python, program('pyjwt_host.py')],
  ['jsonwebtoken', process.execPath, program('jsonwebtoken-host.mjs')],
];

/** A back end in a process of its own. */
function startBackEnd(command: string, file: string) {
  const child = spawn(command, [file], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    sign: async (claims: object): Promise<string> => {
      child.stdin.write(`${JSON.stringify({ secret: SECRET, claims })}\n`);
      const { value, done } = await lines.next();
      if (done === true) throw new Error('The back end stopped.');
      return value;
    },
    stop: async () => {
      child.stdin.end();
      await once(child, 'exit');
    },
  };
}

let harness: Harness;
let accounts = 0;

before(async () => {
  harness = await startHarness({
    organizations: {
      vendor: {
        name: 'Vendor',
        allowedOrigins: [HOST_ORIGIN],
        keys: [{ alg: 'HS256', secret: SECRET, claims: 'locoia' }],
      },
    },
  });
});
after(() => harness.close());

/** The claim as the vendor prints it, with every member. */
const printed = (changes: object) => ({
  auth_type: 'api_key',
  connector_id: 'sandbox',
  name: 'Our API',
  auth_token: '',
  auth_details: '',
  api_endpoint: 'https://api.vendor.example',
  refresh_token: '',
  user_input: {},
  username: '',
  password: '',
  ...changes,
});

/** Grants of the sandbox for a person, as the host's own system would store them. */
async function signInAtSandbox(): Promise<{ access_token: string; refresh_token: string }> {
  const folder = `${harness.sandboxUrl.origin}/oauth/auto+rotate+ttl=30+no-pkce`;
  const redirect = 'https://vendor.example/callback';
  const query = { response_type: 'code', client_id: SANDBOX_CLIENT_ID, redirect_uri: redirect, state: 'x' };
  const page = await fetch(`${folder}/authorize?${new URLSearchParams(query).toString()}`, { redirect: 'manual' });
  const code = new URL(page.headers.get('location') ?? '').searchParams.get('code') ?? '';
  const body = new URLSearchParams({ grant_type: 'authorization_code', code, redirect_uri: redirect });
  const headers = {
    Authorization: `Basic ${Buffer.from(`${SANDBOX_CLIENT_ID}:${SANDBOX_CLIENT_SECRET}`).toString('base64')}`,
  };
  return (await (await fetch(`${folder}/token`, { method: 'POST', headers, body })).json()) as never;
}

for (const [title, command, file] of BACK_ENDS) {
  describe(`a back end with ${title}`, { skip: command === undefined && 'PyJWT is missing' }, () => {
    const { sign, stop } = command === undefined ? { sign: undefined, stop: undefined } : startBackEnd(command, file);
    after(() => stop?.());

    /** One customer account, whose pages get tokens of the back end. */
    const newAccount = () => {
      const id = `${title}-${(accounts += 1)}`;
      /** Signs a token of now, which is later than the ones before. */
      const token = async (authentication?: unknown, changes: object = {}) => {
        harness.advance(1000);
        const iat = Math.floor(harness.now() / 1000);
        const exp = iat + 4 * 24 * 3600;
        const ids = { embed_account_id: id, embed_user_id: 'ada', iat, exp };
        return (await sign?.({ ...ids, client_authentication: authentication, ...changes })) ?? '';
      };
      const open = async (text: string) => {
        const { status, state, html } = await loadPage(harness, `${PAGE}?tenant=${text}`);
        assert.ok(state.kind === 'dialog', JSON.stringify(state));
        await harness.background.idle();
        return { status, state, html };
      };
      const view = async (authentication: unknown) => open(await token(authentication));
      const connection = async (connector = 'sandbox'): Promise<StoredConnection | undefined> => {
        const tenant = await harness.deps.store.tenants.findByKey('vendor', id);
        assert.ok(tenant);
        const [found, ...others] = await harness.deps.store.connections.list(
          { organization: 'vendor', tenantId: tenant.id },
          { connector },
        );
        assert.deepEqual(others, []);
        return found;
      };
      const credentials = async (connector?: string) => {
        const found = await connection(connector);
        const sealed = found && (await harness.deps.store.connections.credentials(found, found.id));
        return found && sealed && parseCredentials(harness.deps.vault.open(credentialsLocation(found), sealed));
      };
      return { token, open, view, connection, credentials };
    };

    test('opens pages with its tokens, in the address and by message', async () => {
      const account = newAccount();
      const text = await account.token();
      assert.equal((await account.open(text)).state.dialect, 'native');
      assert.equal((await exchangeToken(harness, `${PAGE}?dialect=native`, text)).status, 200);
      assert.equal(await account.connection(), undefined);
    });

    test('connects with the printed client_authentication, which no page and no log line repeats', async () => {
      const account = newAccount();
      const { state, html } = await account.view(printed({ auth_token: SANDBOX_KEY }));
      assert.equal(state.setupProblem, undefined);
      const found = await account.connection();
      assert.ok(found);
      const { status, verified, account: name, hostManaged, userKey } = found;
      assert.deepEqual(
        { status, verified, name, hostManaged, userKey },
        { status: 'connected', verified: true, name: 'ada@sandbox.example', hostManaged: true, userKey: null },
      );
      assert.equal(found.name, 'Our API');
      assert.deepEqual((await account.credentials())?.values, { api_key: SANDBOX_KEY });
      assert.ok(!html.includes(SANDBOX_KEY) && !harness.log().includes(SANDBOX_KEY));
    });

    test('changes the credentials between two page views', async () => {
      const account = newAccount();
      const basic = (password: string) =>
        printed({ auth_type: 'basic', connector_id: 'sandbox-basic', username: SANDBOX_USERNAME, password });
      await account.view(basic('an-old-password'));
      const refused = await account.connection('sandbox-basic');
      assert.equal(refused?.status, 'needs_reauth');
      const again = await account.view(basic('an-old-password'));
      assert.equal(again.state.setupProblem?.code, 'own_credential_invalid');

      await account.view(basic(SANDBOX_PASSWORD));
      const accepted = await account.connection('sandbox-basic');
      assert.deepEqual([accepted?.id, accepted?.status, accepted?.verified], [refused.id, 'connected', true]);
      assert.ok(!harness.log().includes('an-old-password') && !harness.log().includes(SANDBOX_PASSWORD));
    });

    test('keeps the newer credentials when an older tab is reloaded', async () => {
      const account = newAccount();
      const older = await account.token(printed({ auth_token: 'the-older-key' }));
      await account.view(printed({ auth_token: SANDBOX_KEY }));
      await account.open(older);
      assert.deepEqual((await account.credentials())?.values, { api_key: SANDBOX_KEY });

      const confirming = newAccount();
      const first = await confirming.token(printed({ auth_token: SANDBOX_KEY }));
      const second = await confirming.token(printed({ auth_token: 'the-key-between' }));
      await confirming.open(first);
      await confirming.view(printed({ auth_token: SANDBOX_KEY }));
      await confirming.open(second);
      assert.deepEqual((await confirming.credentials())?.values, { api_key: SANDBOX_KEY });
    });

    test('keeps what was stored, and says what is wrong, when the claim is malformed', async () => {
      const account = newAccount();
      await account.view(printed({ auth_token: SANDBOX_KEY }));
      const before = await account.connection();
      const malformed = [
        'text',
        [],
        printed({ connector_id: '' }),
        printed({ connector_id: 'nothing-like-it' }),
        printed({}),
        printed({ auth_token: { value: 'in-an-object' } }),
        printed({ auth_token: 'x', user_input: ['a'] }),
        printed({ auth_token: 'line\nbreak' }),
      ];
      for (const claim of malformed) {
        const { status, state } = await account.view(claim);
        assert.deepEqual([status, state.setupProblem?.code], [200, 'own_credential_invalid'], JSON.stringify(claim));
        assert.match(state.setupProblem?.message ?? '', /^client_authentication/);
        assert.deepEqual(await account.connection(), before);
      }
      assert.ok(!harness.log().includes('in-an-object'));
    });

    test('does not bring back a refresh token that was exchanged meanwhile', async () => {
      const account = newAccount();
      const { access_token: auth_token, refresh_token } = await signInAtSandbox();
      const claim = printed({ auth_type: 'oauth2', connector_id: 'sandbox-oauth-rotating', auth_token, refresh_token });
      await account.view(claim);
      const connected = await account.connection('sandbox-oauth-rotating');
      assert.deepEqual([connected?.status, connected?.verified], ['connected', true]);

      harness.advance(60 * 60_000);
      const definition = harness.config.organizations.get('vendor')?.connectors.get('sandbox-oauth-rotating');
      assert.ok(connected && definition);
      const request = { scope: connected, connectionId: connected.id, definition };
      const refreshed = await harness.tokenRefresher.usableCredentials(request);
      assert.notEqual(refreshed.tokens?.refreshToken, refresh_token);

      await account.view(claim);
      assert.deepEqual(await account.credentials('sandbox-oauth-rotating'), refreshed);
    });
  });
}
