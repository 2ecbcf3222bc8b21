import { deepEqual, equal } from '../testing/assert.ts';
import { attributeAdvice, meantAttribute } from './attribute-advice.ts';

describe('attributes that resemble those of the tag', () => {
  for (const [written, meant] of [
    ['tokenurl', 'token-url'],
    ['tokenUrl', 'token-url'],
    ['token_url', 'token-url'],
    ['token-uri', 'token-url'],
    ['tokem', 'token'],
    ['tokens', 'token'],
    ['local', 'locale'],
    ['them', 'theme'],
    ['href', 'src'],
    ['url', 'src'],
    ['SRC', 'src'],
  ] as const) {
    it(`are recognized: ${written} for ${meant}`, () => {
      equal(meantAttribute(written), meant);
    });
  }

  for (const name of [
    'src',
    'token-url',
    'id',
    'class',
    'slot',
    'title',
    'lang',
    'dir',
    'role',
    'part',
    'name',
    'data-token',
  ]) {
    it(`are not reported for ${name}`, () => {
      equal(meantAttribute(name), undefined);
    });
  }

  it('are reported together with invalid values', () => {
    const element = document.createElement('div');
    element.setAttribute('token_url', '/x');
    element.setAttribute('id', 'x');
    deepEqual(attributeAdvice(element, { mode: 'popup', theme: 'blue' }), [
      'The attribute token_url has no effect. Did you mean token-url?',
      'mode is "popup", which has no effect. Use one of inline, modal.',
      'theme is "blue", which has no effect. Use one of light, dark, system.',
    ]);
  });

  it('are not reported if the values are absent or valid', () => {
    deepEqual(attributeAdvice(document.createElement('div'), { mode: null, theme: 'dark' }), []);
  });
});
