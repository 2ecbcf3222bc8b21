import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { gunzipSync } from 'node:zlib';

import { png } from '../config/testing/png.ts';
import { brandIcon } from '../connectors/brand-icon.ts';
import { sandboxConnectors } from '../sandbox/connectors.ts';
import { hs256, startHarness, subjectClaims } from '../testing/harness.ts';
import type { Harness } from '../testing/harness.ts';
import { loadPage } from '../testing/page.ts';
import { integrationSummary } from './integration-summary.ts';

const PNG = png();

let harness: Harness;

before(async () => {
  harness = await startHarness({
    connectors: (url) => {
      const connector = sandboxConnectors(url)['sandbox'] ?? {};
      return {
        branded: { ...connector, icon: brandIcon('github') },
        pictured: { ...connector, icon: `data:image/png;base64,${PNG.toString('base64')}` },
        plain: connector,
      };
    },
  });
});
after(() => harness.close());

async function iconOf(connector: string): Promise<string | undefined> {
  const token = hs256(subjectClaims(harness.now(), { xti: { connector_name: connector } }));
  const { state } = await loadPage(harness, `/acme/${connector}/auth?tenant=${token}`);
  assert(state.kind === 'dialog');
  return state.connectors[0]?.connector.icon;
}

describe('the page of a connector', () => {
  test('names the address of its icon, if it has one', async () => {
    assert.match((await iconOf('branded')) ?? '', /^\/assets\/[0-9a-f]{16}\.svg$/);
    assert.match((await iconOf('pictured')) ?? '', /^\/assets\/[0-9a-f]{16}\.png$/);
    assert.equal(await iconOf('plain'), undefined);
  });

  test('allows images of this server', async () => {
    const { headers } = await loadPage(harness, '/acme/plain/auth?tenant=refused');
    assert.match(headers.get('content-security-policy') ?? '', /; img-src 'self' data:;/);
  });
});

describe('an icon', () => {
  test('never changes at its address, and can neither run nor load anything', async () => {
    for (const [connector, type] of [
      ['branded', 'image/svg+xml'],
      ['pictured', 'image/png'],
    ] as const) {
      const response = await harness.request((await iconOf(connector)) ?? '');
      assert.equal(response.status, 200);
      for (const [name, value] of [
        ['content-type', type],
        ['cache-control', 'public, max-age=31536000, immutable'],
        ['x-content-type-options', 'nosniff'],
        [
          'content-security-policy',
          "sandbox; default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        ],
        ['cross-origin-resource-policy', 'cross-origin'],
        ['access-control-allow-origin', null],
      ] as const) {
        assert.equal(response.headers.get(name), value, name);
      }
    }
  });

  test('is compressed as SVG, and sent as it is as PNG', async () => {
    const headers = { 'accept-encoding': 'gzip' };
    const svg = await harness.request((await iconOf('branded')) ?? '', { headers });
    assert.match(gunzipSync(await svg.arrayBuffer()).toString(), /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
    const image = await harness.request((await iconOf('pictured')) ?? '', { headers });
    assert.equal(image.headers.get('content-encoding'), null);
    assert.ok(PNG.equals(Buffer.from(await image.arrayBuffer())));
  });

  test('is not found under another name', async () => {
    const icon = (await iconOf('branded')) ?? '';
    for (const path of [icon.replace(/[0-9a-f]{16}/, '0123456789abcdef'), icon.replace('.svg', '.png'), `${icon}/x`]) {
      assert.equal((await harness.request(path)).status, 404, path);
    }
  });
});

describe('an integration', () => {
  test('has its own icon, else that of its only connector', () => {
    const organization = harness.config.organizations.get('acme')!;
    const base = organization.integrations.get('plain')!;
    const iconOfIntegration = (changes: Partial<typeof base>) =>
      integrationSummary(organization, { ...base, ...changes }).icon;
    const icon = organization.connectors.get('branded')?.icon;
    assert.equal(iconOfIntegration({ connectors: ['branded'] }), icon);
    assert.equal(iconOfIntegration({ connectors: ['own', 'branded'], ownConnector: 'own' }), icon);
    assert.equal(iconOfIntegration({ connectors: ['branded', 'plain'] }), undefined);
    assert.equal(iconOfIntegration({ connectors: ['branded'], icon: '/assets/a.svg' }), '/assets/a.svg');
    assert.equal(iconOfIntegration({ connectors: ['plain'] }), undefined);
  });
});
