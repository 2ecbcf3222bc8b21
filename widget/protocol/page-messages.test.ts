import { en } from '../locales/en.ts';
import { deepEqual, ok } from '../testing/assert.ts';
import { pageMessages } from './page-messages.ts';

describe('the sentences that a page carries', () => {
  it('are of a notice its title, its text and the reference', () => {
    deepEqual(Object.keys(pageMessages({ kind: 'notice', code: 'token_expired' }, en)).sort(), [
      'problem.reference',
      'problem.token_expired.text',
      'problem.token_expired.title',
    ]);
  });

  it('are of a dialog all but those of other pages', () => {
    const keys = new Set(Object.keys(pageMessages({ kind: 'dialog' }, en)));
    for (const key of [
      'form.title',
      'problem.provider_says',
      'problem.session_expired.title',
      'problem.conflict.text',
    ]) {
      ok(keys.has(key), key);
    }
    for (const key of ['page.title', 'problem.token_invalid.title', 'problem.top_level.text']) ok(!keys.has(key), key);
  });
});
