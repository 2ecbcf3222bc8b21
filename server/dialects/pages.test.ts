import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ACME_SECRET, HOST_ORIGIN, hs256, startHarness, subjectClaims } from '../testing/harness.ts';
import type { Harness } from '../testing/harness.ts';
import { loadPage } from '../testing/page.ts';
import { pagePaths } from './dialects.ts';

const REAL = { name: 'Real', auth: { type: 'api_key', in: 'bearer' } };

function organization(more: object) {
  return { allowedOrigins: [HOST_ORIGIN], keys: [{ alg: 'HS256', secret: ACME_SECRET }], ...more };
}

let harness: Harness;

before(async () => {
  harness = await startHarness({
    connectors: () => ({ real: REAL, grouped: REAL }),
    organizations: {
      bare: organization({}),
      trying: organization({ mode: 'sandbox', integrations: { real: { id: 1, connectors: ['real'] } } }),
      closed: organization({ integrations: { some: { id: 1, groups: ['beta'], connectors: ['grouped'] } } }),
      single: organization({ integrations: { only: { id: 7, connectors: ['real'] } } }),
      several: organization({
        integrations: { one: { id: 1, connectors: ['real'] }, two: { id: 2, connectors: ['grouped'] } },
      }),
    },
  });
});
after(() => harness.close());

/** The pages that `doctor` lists, except those of one connection, which have `<id>` in their path. */
function listed(slug: string): readonly string[] {
  const organization = harness.config.organizations.get(slug);
  assert.ok(organization);
  return pagePaths(organization).filter((path) => !path.includes('<id>'));
}

for (const slug of ['acme', 'play', 'bare', 'trying', 'closed', 'single', 'several']) {
  test(`every page that is listed for ${slug} opens with a token for one of its integrations`, async () => {
    const integrations = harness.config.organizations.get(slug)?.integrations.keys() ?? [];
    const tokens = [{}, ...Array.from(integrations, (name) => ({ ti: { xti: { integration_name: name } } }))];
    for (const path of listed(slug)) {
      const statuses = await Promise.all(
        tokens.map(async (claims) => {
          const token = hs256(subjectClaims(harness.now(), claims));
          return (await loadPage(harness, `${path}?tenant=${token}`)).status;
        }),
      );
      assert.ok(statuses.includes(200), `${path}: ${statuses.join()}`);
    }
  });
}

test('the list has every connector that can be connected, and the next connector of an integration if there is one', () => {
  assert.deepEqual(
    listed('closed').filter((path) => /(?:connector|real|grouped)\/auth/.test(path)),
    ['/closed/connector/auth', '/closed/real/auth', '/closed/grouped/auth'],
  );
  assert.deepEqual(
    listed('bare').filter((path) => path.includes('/connector/')),
    [],
  );
  assert.deepEqual(
    listed('trying').filter((path) => /(?:connector|real)\/auth/.test(path)),
    [],
  );
  assert.ok(listed('single').includes('/single/connector/auth'));
  assert.ok(listed('several').includes('/several/connector/auth'));
});
