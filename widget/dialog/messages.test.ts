import { equal } from '../testing/assert.ts';
import { translator } from './messages.ts';
import { monogram } from './monogram.ts';

const speak = (translations: Readonly<Record<string, string>>) => translator({ locale: 'en', translations });
const translate = speak({
  'form.title': 'Connect {provider}',
  'header.context': 'For {tenant} in {organization}',
});

describe('a sentence', () => {
  it('takes values for what stands in braces', () => {
    equal(translate('header.context', { tenant: 'Contoso', organization: 'Acme' }), 'For Contoso in Acme');
  });

  it('does not look for braces inside a value', () => {
    equal(
      translate('header.context', { tenant: '{organization}', organization: 'Acme' }),
      'For {organization} in Acme',
    );
  });

  it('loses no text to signs that mean something in a replacement', () => {
    equal(translate('form.title', { provider: "$& $1 $'" }), "Connect $& $1 $'");
  });

  it('strips controls and direction signs from values', () => {
    equal(translate('form.title', { provider: '\u202eMeri\u0000dian\u2069\n' }), 'Connect Meridian');
  });

  it('is said as its key if it is missing', () => {
    equal(translate('form.submit'), 'form.submit');
  });

  it('is of a problem that was not expected here that something went wrong', () => {
    const text = 'Try again.';
    equal(speak({ 'problem.internal.text': text })('problem.method_not_allowed.text'), text);
    equal(speak({ 'problem.internal.text': text })('problem.invalid_credentials.text_key'), text);
  });
});

describe('a monogram', () => {
  it('is the first letter, upper case, and whole if it takes two units', () => {
    equal(monogram('hubspot', 'en'), 'H');
    equal(monogram('\u202e 𝒳tra', 'en'), '𝒳');
    equal(monogram('', 'en'), '');
    equal(monogram('x', 'not a tag'), 'X');
  });
});
