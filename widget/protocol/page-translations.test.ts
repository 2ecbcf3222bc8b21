import { en } from '../locales/en.ts';
import { deepEqual, ok } from '../testing/assert.ts';
import { pageTranslations } from './page-translations.ts';

describe('the sentences in a page', () => {
  it('are the title, the text and the reference, for a notice', () => {
    deepEqual(Object.keys(pageTranslations({ kind: 'notice', code: 'token_expired' }, en)).sort(), [
      'problem.developers',
      'problem.reference',
      'problem.token_expired.text',
      'problem.token_expired.title',
    ]);
  });

  it('are all except those of other pages, for a dialog', () => {
    const keys = new Set(Object.keys(pageTranslations({ kind: 'dialog' }, en)));
    for (const key of [
      'form.title',
      'problem.provider_says',
      'problem.session_expired.title',
      'problem.conflict.text',
      'problem.sign_in_expired.text',
      'problem.sign_in_browser_mismatch.title',
    ]) {
      ok(keys.has(key), key);
    }
    for (const key of ['page.title', 'window.close', 'problem.token_invalid.title', 'problem.uri_too_long.text']) {
      ok(!keys.has(key), key);
    }
  });

  const ofLaterTokens = [
    'problem.token_missing.title',
    'problem.token_invalid.title',
    'problem.token_expired.text',
    'problem.token_replayed.title',
    'problem.origin_not_allowed.text',
    'problem.own_credential_missing.title',
  ];

  it('are those of a dialog and of each token refusal, for a page that receives its token by message', () => {
    const dialog = Object.keys(pageTranslations({ kind: 'dialog' }, en));
    for (const page of [
      { kind: 'waiting' },
      { kind: 'dialog', dialect: 'native' },
      { kind: 'notice', dialect: 'native', code: 'token_expired' },
    ] as const) {
      const keys = new Set(Object.keys(pageTranslations(page, en)));
      for (const key of [...dialog, ...ofLaterTokens, 'page.loading']) ok(keys.has(key), `${page.kind}: ${key}`);
      for (const key of ['page.noscript', 'window.close', 'problem.uri_too_long.title']) {
        ok(!keys.has(key), `${page.kind}: ${key}`);
      }
    }
  });

  it('also have the title and text of a native notice, and nothing else outside an iframe', () => {
    const refused = pageTranslations({ kind: 'notice', dialect: 'native', code: 'uri_too_long' }, en);
    ok('problem.uri_too_long.title' in refused, 'its own');
    ok('form.title' in refused, 'those of a dialog');
    deepEqual(Object.keys(pageTranslations({ kind: 'notice', dialect: 'native', code: 'top_level' }, en)).sort(), [
      'problem.developers',
      'problem.reference',
      'problem.top_level.text',
      'problem.top_level.title',
    ]);
  });

  it('have token refusals only for pages that receive tokens by message', () => {
    for (const dialect of ['workato', 'pandium', null]) {
      const keys = new Set(Object.keys(pageTranslations({ kind: 'dialog', dialect }, en)));
      for (const key of ofLaterTokens) ok(!keys.has(key), key);
    }
  });
});
