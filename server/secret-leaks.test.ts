import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { createConnection } from './connections/change-connection.ts';
import { SANDBOX_KEY, SANDBOX_PASSWORD, SANDBOX_USERNAME } from './sandbox/keys.ts';
import {
  ACME_SECRET,
  ENCRYPTION_KEY,
  hs256,
  rs256,
  startHarness,
  subjectClaims,
  vendorClaims,
} from './testing/harness.ts';
import type { Harness } from './testing/harness.ts';
import { bearerOf, callSessionApi, exchangeToken, loadPage } from './testing/page.ts';

let harness: Harness;
/** By what it is. */
const planted = new Map<string, string>();
const answers: string[] = [];
/** Pages, without the bearer that is theirs to carry. */
const pages: string[] = [];

function plant(name: string, secret: string): string {
  planted.set(name, secret);
  return secret;
}

before(async () => {
  harness = await startHarness();
  plant('secret that signs tokens', ACME_SECRET);
  plant('encryption key', ENCRYPTION_KEY.toString('base64'));
  plant('accepted API key', SANDBOX_KEY);
  plant('accepted password', SANDBOX_PASSWORD);

  const seconds = Math.floor(harness.now() / 1000);
  const ownWrong = plant('own credential, refused', 'own-credential-refused-4711');
  const ownTokens = [
    { token: ownWrong },
    { token: { api_key: plant('own credential, as fields', 'own-credential-fields-4712') } },
  ];
  for (const xti of ownTokens)
    await visit('/acme/sandbox-basic/auth?tenant=', hs256({ sub: 'own@acme.example', iat: seconds, xti }));
  await visit(
    '/acme/sandbox-basic/auth?tenant=',
    hs256({ sub: 'ada', iat: seconds, xti: { token: SANDBOX_KEY } }),
    async (bearer) => {
      await submit(bearer, {
        username: SANDBOX_USERNAME,
        password: plant('refused password', 'refused-password-4713'),
      });
      await submit(bearer, { username: SANDBOX_USERNAME, password: SANDBOX_PASSWORD });
    },
  );
  await visit(
    '/acme/sandbox-query/auth?tenant=',
    plant('embed token, shared secret', hs256(subjectClaims(harness.now()))),
    async (bearer) => {
      await submit(bearer, { api_key: plant('API key in a query', 'query-key-4714') });
      await submit(bearer, { api_key: SANDBOX_KEY });
    },
  );
  await visit('/acme/sandbox-down/auth?tenant=', hs256(subjectClaims(harness.now())), async (bearer) => {
    await submit(bearer, { api_key: plant('API key of a system that is down', 'down-key-4715') });
  });
  await visit('/acme/sandbox-failing/auth?tenant=', hs256(subjectClaims(harness.now())), async (bearer) => {
    await submit(bearer, { api_key: plant('API key of a system that fails', 'failing-key-4716') });
    await submit(bearer, { api_key: 'x', unknown_field: plant('value of an unknown field', 'unknown-field-4717') });
  });
  const order = {
    organization: 'acme',
    tenantKey: '4242',
    userKey: null,
    connector: 'sandbox',
    name: 'Sandbox',
    actor: null,
  };
  const { id } = await createConnection(harness.deps, order);
  const token = plant('embed token, RSA', rs256(vendorClaims(harness.now())));
  await visit(`/direct_link/embedded/connections/${id}?workato_dl_token=`, token, async (bearer) => {
    plant('bearer of a session', bearer);
    await submit(bearer, { api_key: SANDBOX_KEY });
  });
  await visit(`/direct_link/embedded/connections/${id}?workato_dl_token=`, token);
  await visit('/acme/sandbox/auth?tenant=', plant('embed token, refused', hs256({ sub: 'ada', iat: 1 })));
  await hand(
    '/acme/sandbox-bearer/auth?dialect=native',
    plant('embed token, by message', hs256({ sub: 'bob', iat: seconds })),
  );
  await hand(`/acme/connections/${id}`, plant('embed token, by message and refused', hs256({ sub: 'bob', iat: 2 })));
  await hand('/acme/connections/1', plant('embed token, too long', `too-long-4718${'x'.repeat(8192)}`));
});

after(() => harness.close());

async function visit(prefix: string, token: string, then?: (bearer: string) => Promise<void>): Promise<void> {
  const page = await loadPage(harness, prefix + token);
  if (page.state.kind !== 'dialog' || !then) {
    pages.push(page.html);
    return;
  }
  const bearer = bearerOf(page);
  pages.push(page.html.replace(bearer, ''));
  await then(bearer);
}

/** Hands a token over by message, and connects where it is accepted. */
async function hand(path: string, token: string): Promise<void> {
  pages.push((await loadPage(harness, path)).html);
  const { status, text, json, headers } = await exchangeToken(harness, path, token);
  const { bearer = '' } = json as { bearer?: string };
  answers.push(bearer ? text.replace(bearer, '') : text, JSON.stringify([...headers]));
  if (status !== 200) return;
  plant('bearer of an exchange', bearer);
  await submit(bearer, { api_key: SANDBOX_KEY });
}

async function submit(bearer: string, values: Record<string, string>): Promise<void> {
  const session = await callSessionApi(harness, '/session', { bearer });
  const [, id = ''] = /"id":(\d+)/.exec(session.text) ?? [];
  const path = `/session/connections/${id}/credentials`;
  const { text, headers } = await callSessionApi(harness, path, { bearer, method: 'PUT', body: { values } });
  answers.push(session.text, text, JSON.stringify([...headers]));
}

/** As it stands, and as it would stand in base64, in an address or in hexadecimal. */
function disguises(secret: string): string[] {
  const bytes = Buffer.from(secret);
  return [
    secret,
    bytes.toString('base64').replace(/=+$/, ''),
    bytes.toString('base64url'),
    encodeURIComponent(secret),
    bytes.toString('hex'),
  ];
}

function found(haystack: string): string[] {
  return [...planted]
    .filter(([, secret]) => disguises(secret).some((text) => haystack.includes(text)))
    .map(([name]) => name);
}

describe('planted secrets', () => {
  test('are at least twelve, of which some were accepted and stored', async () => {
    assert.ok(planted.size >= 12, String(planted.size));
    const connections = await harness.deps.store.connections.listOrganization('acme', { afterId: 0, limit: 100 });
    assert.ok(connections.filter(({ status }) => status === 'connected').length >= 4);
  });

  test('stand in no line of the log, which does tell of every refusal', () => {
    assert.deepEqual(found(harness.log()), []);
    assert.match(harness.log(), /invalid_credentials/);
    assert.match(harness.log(), /token_expired/);
  });

  test('stand in no answer and in no page', () => {
    assert.ok(answers.length > 10);
    assert.deepEqual(found(answers.join('\n')), []);
    assert.deepEqual(found(pages.join('\n')), []);
  });

  test('stand in no file of the database', async () => {
    const files = await readdir(harness.databaseFolder);
    assert.ok(files.length > 0);
    const bytes = await Promise.all(files.map((name) => readFile(join(harness.databaseFolder, name), 'latin1')));
    assert.ok(bytes.join('').includes('connection.connected'), 'the search reads what is stored');
    assert.deepEqual(found(bytes.join('\n')), []);
  });
});
