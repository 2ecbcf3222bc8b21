import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readImage } from '../config/images/read-image.ts';
import { brandIcon } from '../connectors/brand-icon.ts';
import { sandboxConnectors } from '../sandbox/connectors.ts';
import { issueAccessToken } from './testing/access-token.ts';
import { startApiHarness } from './testing/api-harness.ts';

test('the integrations of the organization are listed in the order of the configuration', async (t) => {
  const { harness, call, close } = await startApiHarness();
  t.after(close);
  const { token } = await issueAccessToken(harness, { scopes: ['read'] });
  const { body } = await call('GET', '/integrations', { token });
  const names = body.data.map(({ name }) => name);
  assert.deepEqual(names, ['plain', 'paired', 'sandbox-custom', 'personal']);
  assert.deepEqual(body.data[1], {
    ...{ id: 2, name: 'paired', display_name: 'Paired', description: '', category: null },
    ...{ connectors: ['own', 'sandbox-basic'], own_connector: 'own', sharing: 'account', access: 'sso', groups: [] },
    multiple: body.data[1]?.['multiple'],
    icon_url: null,
  });
  assert.equal(body.data[3]?.['sharing'], 'user');
});

test('the addresses of icons are full, and lead to the images', async (t) => {
  const icon = brandIcon('github');
  const { harness, call, close } = await startApiHarness({
    connectors: (url) => ({ branded: { ...sandboxConnectors(url)['sandbox'], icon } }),
    organizations: {
      pictures: {
        integrations: {
          own: { id: 1, connectors: ['branded'], icon: brandIcon('gitlab') },
          inherited: { id: 2, connectors: ['branded'] },
          none: { id: 3, connectors: ['sandbox'] },
        },
      },
    },
  });
  t.after(close);
  const { token } = await issueAccessToken(harness, { organization: 'pictures', scopes: ['read'] });
  const list = async (path: string) => (await call('GET', path, { token })).body.data;
  const iconsByName = new Map(
    [...(await list('/connectors')), ...(await list('/integrations'))].map((row) => [row['name'], row['icon_url']]),
  );
  const github = (await readImage(icon)).name;
  const gitlab = (await readImage(brandIcon('gitlab'))).name;
  for (const [name, image] of [
    ['branded', github],
    ['inherited', github],
    ['own', gitlab],
  ] as const) {
    const address = iconsByName.get(name);
    assert.equal(address, `https://connect.example.com/assets/${image}`);
    assert.equal((await harness.request(new URL(address).pathname)).status, 200);
  }
  assert.equal(iconsByName.get('none'), null);
  assert.equal(iconsByName.get('sandbox'), null);
});
