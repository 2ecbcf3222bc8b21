import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { Hono } from 'hono';
import { ERROR_CODES } from '../../../widget/protocol/error-codes.ts';
import { LOCALES } from '../../../widget/locales/locales.ts';
import type { AppEnv } from '../../http/app-env.ts';
import { hashSource, securityHeaders } from '../../http/security-headers.ts';
import type { WindowPage } from './window-content.ts';
import { WindowRenderer } from './window-renderer.ts';
import type { WindowPageOptions } from './window-renderer.ts';

const SCRIPT = 'globalThis.window_script=1';
const STYLES = '.of-windows{color:red}';

const renderer = new WindowRenderer({
  windowScript: SCRIPT,
  windowStyles: STYLES,
  locales: new Map(Object.entries(LOCALES)),
});

const REQUEST_ID = '5c5f3b8e-0000-4000-8000-000000000000';
const [provider, organization, tenant] = ['Meridian', 'Northwind', 'Globex'];

const PAGES = {
  connected: { kind: 'connected', provider, organization },
  problem: { kind: 'problem', code: 'provider_denied', provider, organization, providerMessage: 'Scope refused.' },
  'problem of a provider': { kind: 'problem', code: 'provider_unavailable', provider, organization },
  'problem without a name': { kind: 'problem', code: 'sign_in_expired' },
  cancelled: { kind: 'cancelled', organization },
  confirm: { kind: 'confirm', provider, organization, tenant },
  'confirm for a tenant with a name': { kind: 'confirm', provider, organization, tenant, tenantKey: '4242' },
} as const satisfies Record<string, WindowPage>;

interface AnswerOptions extends Partial<WindowPageOptions> {
  readonly address?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

function answer(
  page: WindowPage,
  { address = '/window', headers = {}, ...options }: AnswerOptions = {},
): Promise<Response> {
  const app = new Hono<AppEnv>()
    .use(
      async (c, next) => {
        c.set('requestId', REQUEST_ID);
        await next();
      },
      securityHeaders({ https: true }),
    )
    .get('/window', (c) => renderer.respond(c, { page, status: 200, ...options }));
  return Promise.resolve(app.request(address, { headers }));
}

const html = async (page: WindowPage, asked?: AnswerOptions) => (await answer(page, asked)).text();

/** The visible text: the page without its head and tags, and without the texts for other answers. */
const textOf = (whole: string) =>
  whole
    .slice(whole.indexOf('<body>'))
    .replaceAll(/<(template|script)\b[^]*?<\/\1>/g, '')
    .replaceAll(/<[^<>]*>/g, '');

describe('a page in the window of a sign-in', () => {
  const sentences: readonly (readonly [keyof typeof PAGES, readonly string[]])[] = [
    ['connected', ['Northwind', 'Meridian is connected', 'You can close this window.']],
    [
      'problem',
      [
        'Access wasn’t granted',
        'Meridian says:',
        'Scope refused.',
        'Close this window and go back to Northwind.',
        'provider_denied',
        REQUEST_ID,
      ],
    ],
    ['problem of a provider', ['Meridian isn’t available right now', 'Start again in a few minutes.', REQUEST_ID]],
    [
      'problem without a name',
      ['This sign-in has ended', 'go back to where you started.', 'sign_in_expired', REQUEST_ID],
    ],
    ['cancelled', ['You canceled this sign-in in Northwind. Nothing was connected.', 'You can close this window.']],
    [
      'confirm',
      [
        'Continue only if you just started it yourself in Northwind.',
        'Globex',
        'The sender could get access to your Meridian account',
        '6-digit code',
        'Continue',
        'Turn on JavaScript',
      ],
    ],
  ];
  for (const [name, expected] of sentences) {
    test(`has its sentences: ${name}`, async () => {
      const text = textOf(await html(PAGES[name]));
      for (const sentence of expected) assert.ok(text.includes(sentence), `${sentence} is not in: ${text}`);
    });
  }

  for (const locale of Object.keys(LOCALES)) {
    for (const [name, page] of Object.entries(PAGES)) {
      test(`has every sentence in ${locale}: ${name}`, async () => {
        const response = await answer(page, { locale });
        const whole = await response.text();
        assert.equal(response.headers.get('content-language'), locale);
        assert.ok(whole.includes(`<html lang="${locale}">`));
        assert.doesNotMatch(whole, /\b(?:window|problem|page)\.[a-z]+[._a-z]*\b/, 'no key instead of a sentence');
        // The script fills in the number of tries.
        assert.doesNotMatch(whole.replaceAll(/ data-many="[^"]*"/g, '').replace(STYLES, ''), /[{}]/);
      });
    }
  }

  test('has the language of the dialog, else of the organization, else of the browser', async () => {
    const german = { locale: 'de', appearance: {} };
    const headers = { 'accept-language': 'fr' };
    const language = async (asked: AnswerOptions) =>
      (await answer(PAGES.connected, asked)).headers.get('content-language');
    assert.equal(await language({ locale: 'es', organization: german, headers }), 'es');
    assert.equal(await language({ locale: 'tlh', organization: german, headers }), 'de');
    assert.equal(await language({ headers }), 'fr');
    assert.equal(await language({}), 'en');
  });

  test('has the colours of the organization', async () => {
    const own = { appearance: { accent: '#123456' } };
    assert.match(
      await html(PAGES.connected, { organization: own }),
      /<style>\.of-windows[^<]*<\/style>[^]*<style>:root\{--embed-accent:#123456\}<\/style>[^]*<body>/,
    );
    assert.doesNotMatch(await html(PAGES.connected), /--embed-accent/);
  });

  test('has the logo of the organization, which its name replaces for screen readers', async () => {
    const own = { appearance: {}, logo: '/assets/0123456789abcdef.svg' };
    for (const page of Object.values(PAGES)) {
      const [image, ...others] = (await html(page, { organization: own })).match(/<img[^>]*>/g) ?? [];
      assert.equal(image, '<img class="logo" alt="" src="/assets/0123456789abcdef.svg" />');
      assert.equal(others.length, 0);
    }
    assert.ok(!(await html(PAGES.connected)).includes('<img'));
  });

  test('has the status it is given', async () => {
    assert.equal((await answer(PAGES['problem without a name'], { status: 410 })).status, 410);
  });

  for (const code of ERROR_CODES) {
    test(`does not say for ${code} what is true only of a framed page`, async () => {
      const page = await html({ kind: 'problem', code, organization });
      const text = textOf(page);
      assert.doesNotMatch(text, /reload|around it|what you entered|these details/i);
      assert.ok(text.includes(code));
      const [, title = ''] = /<title>([^<]*)<\/title>/.exec(page) ?? [];
      assert.ok(title.length > 5 && text.includes(title));
    });
  }
});

describe('names from outside', () => {
  const hostile: readonly (readonly [string, string, string])[] = [
    ['an element', '<img src=x onerror=alert(1)>', '&lt;img src=x onerror=alert(1)&gt;'],
    ['the end of the page', '</main></body></html>', '&lt;/main&gt;&lt;/body&gt;&lt;/html&gt;'],
    ['a script', '<script>alert(1)</script>', '&lt;script&gt;alert(1)&lt;/script&gt;'],
    ['quotes', `" autofocus onfocus='alert(1)'`, '&quot; autofocus onfocus=&#39;alert(1)&#39;'],
    ['an entity', '&lt;b&gt;', '&amp;lt;b&amp;gt;'],
    ['the name of a value', '{provider} {organization}', '{provider} {organization}'],
    ['the name of a member of every object', '{constructor} {__proto__}', '{constructor} {__proto__}'],
    ['signs of replacement', "$& $1 $' $$", '$&amp; $1 $&#39; $$'],
    ['signs that turn text around', '\u202egnitfihs\u2066', 'gnitfihs'],
    ['controls', 'two\nlines\u0000', 'two lines'],
  ];
  for (const [title, name, shown] of hostile) {
    for (const page of [
      { kind: 'connected', provider: name, organization: name },
      { kind: 'problem', code: 'internal', provider: name, organization: name, providerMessage: name },
      { kind: 'cancelled', organization: name },
      { kind: 'confirm', provider: name, organization: name, tenant: name, tenantKey: name },
    ] satisfies readonly WindowPage[]) {
      test(`are text and nothing else: ${title}, ${page.kind}`, async () => {
        const whole = await html(page);
        assert.ok(whole.includes(`<bdi>${shown}</bdi>`));
        const plain = await html(withName(page, 'Plain'));
        assert.equal(tagsOf(whole), tagsOf(plain), 'the page has the same tags as with any other name');
      });
    }
  }

  for (const [title, name] of [
    ['is as long as a name can be', 'x'.repeat(255)],
    ['ends with invisible characters', `Contoso (4242)${'\u200d'.repeat(241)}`],
    ['looks like a name with another key', 'Contoso (4242)'],
    ['turns text around', '\u202eContoso\u2066'],
  ] as const) {
    test(`do not hide the key of a tenant whose name ${title}`, async () => {
      const whole = await html({ kind: 'confirm', provider, organization, tenant: name, tenantKey: '666' });
      assert.ok(whole.includes('<dd><code><bdi>666</bdi></code></dd>'));
    });
  }

  const withName = (page: WindowPage, name: string): WindowPage =>
    Object.assign({}, page, 'provider' in page && { provider: name }, {
      organization: name,
      tenant: name,
      ...('tenantKey' in page && { tenantKey: name }),
      providerMessage: name,
    });

  const tagsOf = (whole: string) => (whole.match(/<\/?[a-z][^<>]*/g) ?? []).join('\n');
});

describe('the answer of a window', () => {
  const query = '?code=the-secret-code&state=the-secret-state&error_description=%3Cb%3Ebold&lang=de&theme=dark';

  for (const [name, page] of Object.entries(PAGES)) {
    test(`repeats nothing of its address, and removes the query first: ${name}`, async () => {
      const whole = await html(page, { address: `/window${query}` });
      assert.doesNotMatch(whole, /secret|bold|theme=/);
      const firstScript = /<script[^>]*>([^<]*)</.exec(whole);
      assert.match(firstScript?.[1] ?? '', /^history\.replaceState\(/);
      assert.ok((firstScript?.index ?? 0) < whole.indexOf('<title>'));
    });

    test(`leads nowhere: ${name}`, async () => {
      assert.doesNotMatch(await html(page), /<a\b|action=|formaction|http-equiv|\/connect\/|https?:/);
    });

    test(`runs only its own script, and no site may frame it: ${name}`, async () => {
      const colours = { appearance: { accent: '#123456' } };
      const response = await answer(page, { status: 403, organization: colours });
      const whole = await response.text();
      const inline = (tag: string) =>
        [...whole.matchAll(new RegExp(`<${tag}[^>]*>([^<]*)</${tag}>`, 'g'))].map(([, text = '']) => hashSource(text));
      const [scripts, styles] = [inline('script'), inline('style')];
      assert.equal(scripts.length, 2);
      assert.equal(styles.length, 2);
      assert.doesNotMatch(whole, /\son[a-z]+=|\sstyle=/);
      const expected = {
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': [
          "default-src 'none'",
          `script-src ${scripts.join(' ')}`,
          `style-src ${styles.join(' ')}`,
          "img-src 'self' data:",
          "connect-src 'self'",
          "base-uri 'none'",
          "form-action 'none'",
          "frame-ancestors 'none'",
          "require-trusted-types-for 'script'",
          "trusted-types 'none'",
        ].join('; '),
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
        'referrer-policy': 'no-referrer',
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
      };
      for (const [header, value] of Object.entries(expected)) assert.equal(response.headers.get(header), value, header);
    });

    test(`has no script and no opener policy when it is sandboxed: ${name}`, async () => {
      const response = await answer(page, { sandboxed: true });
      assert.doesNotMatch(await response.text(), /<script|\son[a-z]+=/);
      assert.match(
        response.headers.get('content-security-policy') ?? '',
        /^sandbox; default-src 'none'; style-src 'sha/,
      );
      assert.equal(response.headers.get('cross-origin-opener-policy'), null);
    });
  }

  test('is compressed for clients that accept it', async () => {
    const response = await answer(PAGES.confirm, { headers: { 'accept-encoding': 'gzip, br' } });
    assert.equal(response.headers.get('content-encoding'), 'gzip');
    const whole = gunzipSync(Buffer.from(await response.arrayBuffer())).toString();
    assert.ok(whole.includes(SCRIPT) && whole.endsWith('</html>\n'));
    assert.equal((await answer(PAGES.confirm)).headers.get('content-encoding'), null);
  });

  test('keeps the headers that its route set', async () => {
    const app = new Hono<AppEnv>().get('/', (c) => {
      c.set('requestId', REQUEST_ID);
      c.header('Set-Cookie', 'flow-1=; Max-Age=0');
      return renderer.respond(c, { page: PAGES.connected, status: 200 });
    });
    assert.equal((await app.request('/')).headers.get('set-cookie'), 'flow-1=; Max-Age=0');
  });
});

describe('the page that asks for the code', () => {
  test('has a field that accepts every spelling of a code', async () => {
    const [input = ''] = /<input[^>]*>/.exec(await html(PAGES.confirm)) ?? [];
    for (const attribute of [
      'inputmode="numeric"',
      'autocomplete="one-time-code"',
      'aria-describedby="code-help code-error"',
    ]) {
      assert.ok(input.includes(attribute), attribute);
    }
    assert.ok(Number(/maxlength="(\d+)"/.exec(input)?.[1]) > '1 2 3 - 4 5 6'.length);
  });

  test('does not show the field before its script runs', async () => {
    assert.match(await html(PAGES.confirm), /<form hidden novalidate>/);
  });

  for (const code of [
    'sign_in_expired',
    'sign_in_browser_mismatch',
    'not_found',
    'conflict',
    'rate_limited',
    'provider_denied',
    'provider_unavailable',
    'invalid_credentials',
    'storage_unavailable',
    'internal',
    'other',
  ]) {
    test(`contains the text for the answer ${code}`, async () => {
      const [, problem = ''] =
        new RegExp(`<template data-problem="${code}">([^]*?)</template>`).exec(await html(PAGES.confirm)) ?? [];
      assert.match(problem, /<h1 tabindex="-1">(?:<bdi>[^<]+<\/bdi>)?[^<]{5,}<\/h1>/);
      assert.match(problem, /go back to <bdi>Northwind<\/bdi>/);
    });
  }

  test('is the only one that has a form', async () => {
    for (const page of Object.values(PAGES)) {
      assert.equal((await html(page)).includes('<form'), page.kind === 'confirm', page.kind);
    }
  });
});
