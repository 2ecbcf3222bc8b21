import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { after, before, describe, test } from 'node:test';
import { sandboxConnectors } from '../../sandbox/connectors.ts';
import { HOST_ORIGIN, hs256, startHarness } from '../../testing/harness.ts';
import type { Harness } from '../../testing/harness.ts';
import { loadPage } from '../../testing/page.ts';

const SECRET = 'the-secret-of-the-documented-sample';

let harness: Harness;

before(async () => {
  harness = await startHarness({
    connectors: (url) => {
      const { sandbox } = sandboxConnectors(url);
      assert.ok(sandbox);
      return { gwt: { ...sandbox, name: 'GWT' }, hubspot: { ...sandbox, name: 'HubSpot' } };
    },
    organizations: {
      vendor: {
        name: 'Vendor',
        allowedOrigins: [HOST_ORIGIN],
        keys: [{ alg: 'HS256', secret: SECRET }],
        integrations: { gwt2hs: { id: 7, connectors: ['gwt', 'hubspot'], ownConnector: 'gwt' } },
      },
    },
  });
});
after(() => harness.close());

const iat = () => Math.floor(harness.now() / 1000);

/** The tokens as the vendor's documentation prints them, with another `iat`. */
const TOKENS: readonly (readonly [title: string, claims: () => object])[] = [
  [
    'with all claims',
    () => ({
      iat: iat(),
      jti: '1cfa7dbf-21d0-4c0a-9d9b-6f6cf0f37b4c',
      ti: {
        udn: 'Pandium Test',
        ufn: 'Important Person',
        uem: 'test@pandium.com',
        ili: ['new-id', 'something-different'],
        aid: '',
        adn: '',
        xti: {
          extraProp: 'extra value',
          extraList: ['val1', 'listVal'],
          connector_name: 'gwt',
          integration_name: 'gwt2hs',
          token: 'your token',
        },
      },
      sub: 'test-pandium-com',
    }),
  ],
  ['without ti', () => ({ sub: 'test-pandium-com', iat: iat() })],
];

/** Addresses that open the auth-only page of these tokens. */
const PATHS = ['/vendor/connector/auth', '/vendor/gwt/auth', '/vendor/hubspot/auth'];

async function assertOpensHubspot(path: string): Promise<void> {
  const { status, state } = await loadPage(harness, path);
  assert.equal(status, 200);
  assert.ok(state.kind === 'dialog');
  assert.equal(state.connectors[0]?.connector.name, 'hubspot');
}

describe('a token of the vendor’s documentation', () => {
  for (const [title, claims] of TOKENS) {
    for (const path of PATHS) {
      test(`opens ${path}: ${title}`, () => assertOpensHubspot(`${path}?tenant=${hs256(claims(), SECRET)}`));
    }
  }
});

describe('a back end in falcon with PyJWT', () => {
  // The first python3 of the path may be another one than the system's, which is the one that has Debian's packages.
  const python = ['python3', '/usr/bin/python3'].find(
    (command) => spawnSync(command, ['-c', 'import falcon, jwt'], { stdio: 'ignore' }).status === 0,
  );
  const missing =
    python === undefined && 'NOT RUN: python3 with falcon and PyJWT is missing (apt: python3-falcon python3-jwt)';
  if (missing) process.stderr.write(`${missing}\n`);

  test('answers 307 with the address of a page, and the page opens', { skip: missing }, async () => {
    const program = new URL('testing/falcon_host.py', import.meta.url);
    const host = spawn(python ?? 'python3', [program.pathname, SECRET], { stdio: ['ignore', 'pipe', 'inherit'] });
    try {
      const stopped = once(host, 'exit').then(() => {
        throw new Error('The back end stopped.');
      });
      const [output] = (await Promise.race([once(host.stdout, 'data'), stopped])) as [Buffer];
      const answer = (path: string) =>
        fetch(new URL(path, `http://127.0.0.1:${output.toString().trim()}`), { redirect: 'manual' });
      for (const path of ['/connect', '/connect?minimal=true']) {
        const { status, headers } = await answer(path);
        assert.equal(status, 307);
        const page = new URL(headers.get('location') ?? '');
        assert.equal(page.origin, 'https://connect.example.com');
        await assertOpensHubspot(page.pathname + page.search);
      }
    } finally {
      host.kill();
      await once(host, 'exit');
    }
  });
});
