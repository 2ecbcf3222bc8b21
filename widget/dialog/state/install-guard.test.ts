import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  installationDetails,
  installationView,
  requiredConsent,
  settingFields,
} from '../../testing/install-fixtures.ts';
import { isInstallationResponse, isInstallationView } from '../effects/install-guard.ts';

const view = (changes: object = {}): unknown => ({ ...installationView(), ...changes });
const field = (changes: object): unknown =>
  view({ fields: [{ name: 'a', kind: 'text', label: 'A', required: false, ...changes }] });
const details = (changes: object): unknown => view({ installation: { ...installationDetails(), ...changes } });

describe('the guard of installations', () => {
  test('accepts each kind of setting, an installation, a draft and a consent', () => {
    const draft = {
      step: 'schedule',
      settings: { a: { b: [1, 'x', true] } },
      schedule: { expression: '', timeZone: '' },
    };
    const whole = view({ installation: installationDetails(), draft, consent: requiredConsent });
    assert.ok(isInstallationView(whole));
    assert.ok(isInstallationResponse({ view: whole, messageDetails: {} }));
    assert.equal(settingFields.length, 13);
  });

  for (const [title, value] of [
    ['no object', undefined],
    ['a field of an unknown kind', field({ kind: 'picture' })],
    ['a field of a kind that every object has', field({ kind: 'constructor' })],
    ['a choice without options', field({ kind: 'choice' })],
    ['a number without its kind of number', field({ kind: 'number' })],
    ['a group with a field of another shape', field({ kind: 'group', fields: [{ name: 'b' }] })],
    ['a label without a language', field({ label: {} })],
    ['a condition without values', field({ condition: { name: 'b', whenAbsent: true } })],
    ['values that are not settings', details({ settings: { a: null } })],
    ['a list of lists', details({ settings: { a: [[1]] } })],
    ['an id that is no id', details({ id: '7' })],
    ['no time zone', details({ schedule: { expression: '' } })],
    ['an unknown step', view({ draft: { step: 'x', settings: {}, schedule: { expression: '', timeZone: '' } } })],
    ['a link without an address', view({ consent: { ...requiredConsent, links: [{ label: 'a' }] } })],
    ['an unknown sharing', view({ sharing: 'all' })],
    ['an infinite number of minutes', view({ schedule: { default: '', editable: true, minimumMinutes: Infinity } })],
  ] as const) {
    test(`refuses ${title}`, () => {
      assert.equal(isInstallationView(value), false);
    });
  }
});
