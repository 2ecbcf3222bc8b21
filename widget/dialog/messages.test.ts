import { equal } from '../testing/assert.ts';
import { translator } from './messages.ts';
import { monogram } from './plain-text.ts';

const speak = (translations: Readonly<Record<string, string>>) => translator({ locale: 'en', translations });
const translate = speak({
  'form.title': 'Connect {provider}',
  'header.context': 'For {tenant} in {organization}',
});

describe('a sentence', () => {
  it('replaces names in braces by values', () => {
    equal(translate('header.context', { tenant: 'Contoso', organization: 'Acme' }), 'For Contoso in Acme');
  });

  it('does not replace braces inside a value', () => {
    equal(
      translate('header.context', { tenant: '{organization}', organization: 'Acme' }),
      'For {organization} in Acme',
    );
  });

  it('keeps characters that are special in String.replace', () => {
    equal(translate('form.title', { provider: "$& $1 $'" }), "Connect $& $1 $'");
  });

  it('removes control and direction characters from values', () => {
    equal(translate('form.title', { provider: '\u202eMeri\u0000dian\u2069\n' }), 'Connect Meridian');
  });

  it('is its key if it is missing', () => {
    equal(translate('form.submit'), 'form.submit');
  });

  it('is the general sentence for a problem without its own', () => {
    const text = 'Try again.';
    equal(speak({ 'problem.internal.text': text })('problem.method_not_allowed.text'), text);
    equal(speak({ 'problem.internal.text': text })('problem.invalid_credentials.text_key'), text);
  });
});

describe('a monogram', () => {
  it('is the first letter in upper case, also outside the basic multilingual plane', () => {
    equal(monogram('hubspot'), 'H');
    equal(monogram('\u202e 𝒳tra'), '𝒳');
    equal(monogram(''), '');
  });
});
