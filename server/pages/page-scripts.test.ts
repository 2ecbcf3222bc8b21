import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { en } from '../../widget/locales/en.ts';
import { DIALOG_SCRIPTS } from '../../widget/protocol/dialog-script.ts';
import { pageTranslations } from '../../widget/protocol/page-translations.ts';
import { sandboxConnectors } from '../sandbox/connectors.ts';
import { hs256, startHarness, subjectClaims } from '../testing/harness.ts';
import type { Harness } from '../testing/harness.ts';
import { loadPage } from '../testing/page.ts';
import { loadPageAssets, WIDGET_FOLDER } from './page-assets.ts';
import type { PageAssets } from './page-assets.ts';

let harness: Harness;
let assets: PageAssets;

before(async () => {
  assets = await loadPageAssets(WIDGET_FOLDER);
  harness = await startHarness({
    connectors: (url) => ({ asks: sandboxConnectors(url)['sandbox-oauth-workspace'] ?? {} }),
  });
});
after(() => harness.close());

describe('each script of the dialog', () => {
  for (const script of DIALOG_SCRIPTS) {
    test(`comes with every sentence that it names, and with no other (${script})`, () => {
      const carried = pageTranslations({ kind: 'dialog', dialect: 'native', script }, en);
      // The title is sent again only in another language, and then with all sentences.
      const named = Object.keys(en).filter((key) => key !== 'page.title' && assets.scripts[script].includes(key));
      assert.deepEqual(
        named.filter((key) => !(key in carried)),
        [],
      );
      // The script builds the keys of codes, statuses and changes at run time.
      const fixed = Object.keys(carried).filter((key) => !/^(problem|status|elsewhere)\./.test(key));
      assert.deepEqual(
        fixed.filter((key) => !named.includes(key)),
        [],
      );
    });
  }

  test('has the steps that its pages need', () => {
    const steps = { credentials: ['embed-form-step'], 'sign-in': ['embed-sign-in-step'], all: [] as string[] };
    steps.all = [...steps.credentials, ...steps['sign-in']];
    for (const script of DIALOG_SCRIPTS) {
      // Once in the template, and once in the definition.
      for (const step of steps.all) {
        const times = assets.scripts[script].split(step).length - 1;
        assert.equal(times > 2, steps[script].includes(step), `${step} in ${script}: ${times}`);
      }
    }
  });
});

describe('a page', () => {
  const CASES = [
    { connector: 'sandbox', script: 'credentials' },
    { connector: 'sandbox-oauth', script: 'sign-in' },
    { connector: 'asks', script: 'all' },
  ] as const;
  for (const { connector, script } of CASES) {
    const queries = {
      'its token': () => `tenant=${hs256(subjectClaims(harness.now()))}`,
      'no token yet': () => 'dialect=native',
      'a token that is refused': () => 'dialect=native&tenant=refused',
    };
    for (const [name, query] of Object.entries(queries)) {
      test(`of ${connector} with ${name} carries the script for it`, async () => {
        const { html } = await loadPage(harness, `/acme/${connector}/auth?${query()}`);
        const carried = DIALOG_SCRIPTS.filter((kind) => html.includes(assets.scripts[kind]));
        assert.deepEqual(carried, [script]);
      });
    }
  }

  for (const path of ['/acme/connector/auth?dialect=native', '/acme/connections/1?dialect=native']) {
    test(`without a connector yet carries all steps (${path})`, async () => {
      assert.ok((await loadPage(harness, path)).html.includes(assets.scripts.all));
    });
  }
});
