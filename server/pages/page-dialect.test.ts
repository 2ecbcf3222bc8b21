import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pageDialects } from './page-dialect.ts';
import type { PageDialect } from './page-dialect.ts';

const dialect = (name: string, speaksOn: PageDialect['speaksOn']): PageDialect => ({
  name,
  speaksOn,
  tokenByMessage: false,
  fallback: 'each',
});
const everywhere = dialect('everywhere', 'every page');
const organizations = dialect('organizations', 'organization pages');
const apart = dialect('apart', 'own routes');

test('the dialects of pages are those that say so', () => {
  assert.deepEqual(pageDialects([apart, everywhere, organizations]), {
    organizationPages: organizations,
    everyPage: everywhere,
  });
});

test('a server starts only if one dialect speaks in each place', () => {
  for (const dialects of [[everywhere], [organizations], [everywhere, organizations, organizations], []]) {
    assert.throws(() => pageDialects(dialects), TypeError);
  }
});
