import assert from 'node:assert/strict';
import { createPublicKey } from 'node:crypto';
import { describe, test } from 'node:test';

import { ConfigError } from './config-issue.ts';
import { loadConfig } from './load-config.ts';
import { exampleCatalogue, privateKeyPem, publicKeyPem } from './testing/example-config.ts';

const rsa = publicKeyPem('rsa');

const env = {
  GOOD: 'kJ8u-2hVQ0xW9sPz7RtYb4LmNc3Fg6Ae',
  EMPTY: '',
  RSA: rsa,
  // The same key, written in another way.
  RSA_AGAIN: createPublicKey(rsa).export({ type: 'pkcs1', format: 'pem' }).toString(),
  SMALL_RSA: publicKeyPem('small-rsa'),
  P256: publicKeyPem('p256'),
  P384: publicKeyPem('p384'),
  ED25519: publicKeyPem('ed25519'),
  PRIVATE: privateKeyPem(),
  CUT: publicKeyPem('p256').slice(0, 60),
};

async function issuesIn(text: string, variables: Record<string, string> = env): Promise<ConfigError> {
  const loading = loadConfig({
    text,
    env: variables,
    catalogue: exampleCatalogue,
    dev: false,
    baseDirectory: '/nowhere',
  });
  const outcome = await loading.then(
    () => 'loaded',
    (error: unknown) => error,
  );
  assert(outcome instanceof ConfigError, `expected issues, got ${String(outcome)}`);
  return outcome;
}

const SCRIPT = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1 1'><script/></svg>";

type InvalidRow = readonly [written: string, path: string, message: RegExp];

/** Each row is refused with exactly one issue. `path` is relative to `outer`. */
function testInvalid(rows: readonly InvalidRow[], outer: string, file: (written: string) => string): void {
  for (const [written, path, message] of rows) {
    test(`${written} is refused`, async () => {
      const { issues } = await issuesIn(file(written));
      assert.equal(issues.length, 1, JSON.stringify(issues));
      assert.equal(issues[0]?.path, outer + path);
      assert.match(issues[0].message, message);
    });
  }
}

describe('two systems behind one name', () => {
  const crm = (host: string) =>
    `{name: CRM, clientId: a, clientSecret: b, auth: {type: oauth2, authorizationUrl: "https://${host}/a", tokenUrl: "https://${host}/t"}}`;
  const file = (one: string, other: string) =>
    `organizations: {acme: {connectors: {crm: ${crm(one)}}}, globex: {connectors: {crm: ${crm(other)}}}}`;

  test('are refused, since both send browsers back to one address', async () => {
    const { issues } = await issuesIn(file('one.example.com', 'two.example.com'));
    assert.deepEqual(
      issues.map(({ path }) => path),
      ['organizations.globex.connectors.crm.auth'],
    );
  });

  test('are one where the addresses are the same', async () => {
    const text = file('one.example.com', 'one.example.com');
    const config = await loadConfig({ text, env, catalogue: exampleCatalogue, dev: false, baseDirectory: '/nowhere' });
    assert.equal(config.organizations.size, 2);
  });
});

describe('in a file', () => {
  testInvalid(
    [
      ['', '', /mapping/],
      ['[]', '', /mapping/],
      ['organizations: {acme: {name: "\\q"}}', '', /^line 1, column \d+: this escape/],
      ['organizations: {}\n---\norganizations: {}', '', /^line 2.* more than one document/],
      ['{organizations: {acme: {}}, connector: {}}', 'connector', /not a known setting; did you mean connectors\?$/],
      ['organizations: {acme: {name: a, name: b}}', 'organizations.acme.name', /twice/],
      ['organizations: {acme: {}, acme: {}}', 'organizations.acme', /twice/],
      ['organizations: {acme: {integrations: {__proto__: {}}}}', 'organizations.acme.integrations.__proto__', /key/],
      ['organizations: {acme: {name: *none}}', 'organizations.acme.name', /anchor/],
      ['organizations: &all {acme: *all}', 'organizations.acme', /part of/],
      ['organizations: {acme: {name: !tag a}}', '', /tag is not known/],
      ['organizations: {[a]: {}}', '', /not plain text/],
      ['organizations: {acme: {name: "${UNSET}"}}', 'organizations.acme.name', /variable UNSET, which is set neither/],
      ['organizations: {acme: {name: "${EMPTY}"}}', 'organizations.acme.name', /variable EMPTY/],
      ['organizations: {acme: {name: "${not a name}"}}', 'organizations.acme.name', /names no variable/],
      ['organizations: {acme: {name: 42}}', 'organizations.acme.name', /put it in quotes/],
    ],
    '',
    (written) => written,
  );

  test('aliases that double again and again are refused quickly', async () => {
    const levels = Array.from({ length: 60 }, (_, level) => `l${level + 1}: &l${level + 1} [*l${level}, *l${level}]`);
    const { issues } = await issuesIn(['organizations: {}', 'l0: &l0 [x]', ...levels].join('\n'));
    assert(issues.some(({ message }) => message.includes('100 aliases')));
    assert(issues.length < 200);
  });
});

describe('as the name of an organization', () => {
  const reserved =
    'api v1 v2 r oauth sign-in connect embed embedded code-mode direct_link assets static health healthz readyz metrics ' +
    'docs demo session webhooks console admin portal app';
  testInvalid(
    [
      ...reserved.split(' ').map((name): InvalidRow => [name, `.${name}`, /addresses of this server/]),
      ['Api', '.Api', /addresses of this server/],
      ['.well-known', '[".well-known"]', /letters, digits/],
      ['-acme', '.-acme', /letters, digits/],
      ['a.b', '["a.b"]', /letters, digits/],
      ['"a b"', '["a b"]', /letters, digits/],
      ['a'.repeat(64), `.${'a'.repeat(64)}`, /letters, digits/],
    ],
    'organizations',
    (name) => `organizations: {${name}: {}}`,
  );
});

describe('in an organization', () => {
  testInvalid(
    [
      ['colour: blue', '.colour', /not a known setting$/],
      ['allowed_origin: []', '.allowed_origin', /did you mean allowedOrigins\?$/],
      ['mode: staging', '.mode', /one of production, sandbox/],
      ['topLevel: "yes"', '.topLevel', /true or false/],
      ['apps: {a/b: {show: portal}}', '.apps["a/b"]', /must not contain \//],
      ['apps: {..: {show: portal}}', '.apps[".."]', /cannot be part/],
      ['apps: {a: {}}', '.apps.a', /either/],
      ['apps: {a: {show: everything}}', '.apps.a.show', /must be portal/],
      ['apps: {a: {integration: synk}}', '.apps.a.integration', /not an integration of this organization/],
      ['sessionTokens: {tenantFrom: "meta data"}', '.sessionTokens.tenantFrom', /a path such as/],
      ['workato: {keysByApi: 1}', '.workato.keysByApi', /true or false/],
      ['appearance: {logo: logo.gif}', '.appearance.logo', /ends in \.svg or \.png/],
      ['appearance: {logo: logo.jpg}', '.appearance.logo', /ends in \.svg or \.png/],
      ['appearance: {logo: logo.svg}', '.appearance.logo', /cannot be read/],
      ['allowedOrigins: https://a.example', '.allowedOrigins', /list/],
      ['allowedOrigins: [https://a.example, "*"]', '.allowedOrigins[1]', /`\*`/],
      ['allowedOrigins: [https://*.a.example, "https://*.co.uk"]', '.allowedOrigins[1]', /public suffix/],
      ['tokens: {maxAgeSeconds: 29}', '.tokens.maxAgeSeconds', /at least 30/],
      ['tokens: {maxAgeSeconds: 3601}', '.tokens.maxAgeSeconds', /at most 3600/],
      ['tokens: {maxAgeSeconds: 60.5}', '.tokens.maxAgeSeconds', /whole number/],
      ['returnUrls: ["http://a.example/"]', '.returnUrls[0]', /https/],
      ['returnUrls: ["javascript:alert(1)"]', '.returnUrls[0]', /full address/],
      ['returnUrls: ["https://u:p@a.example/"]', '.returnUrls[0]', /user name/],
      ['locale: en_US', '.locale', /language tag/],
      ['appearance: {accent: "url(https://a.example)"}', '.appearance.accent', /colour/],
      ['appearance: {accent: "red; } body { display: none"}', '.appearance.accent', /colour/],
      ['appearance: {radius: 33px}', '.appearance.radius', /32px/],
      ['appearance: {fontSize: 11px}', '.appearance.fontSize', /12px/],
      ['appearance: {css: "*{}"}', '.appearance.css', /not a known setting/],
      ['appearance: {dark: {accent: "url(https://a.example)"}}', '.appearance.dark.accent', /colour/],
      ['appearance: {light: {radius: 8px}}', '.appearance.light.radius', /not a known setting/],
      ['appearance: {dark: red}', '.appearance.dark', /mapping/],
      ['pandium: {webhookUrl: 1}', '.pandium.webhookUrl', /true or false/],
      ['pandium: {webhook: true}', '.pandium.webhook', /not a known setting/],
      ['webhooks: [{url: "http://a.example", secret: "${GOOD}"}]', '.webhooks[0].url', /https/],
      ['webhooks: [{url: "https://a.example", secret: short}]', '.webhooks[0].secret', /24 characters/],
      ['webhooks: [{url: "https://a.example", secret: whsec_c2hvcnQ=}]', '.webhooks[0].secret', /24 bytes/],
      ['webhooks: [{url: "https://a.example", secret: "whsec_${GOOD}"}]', '.webhooks[0].secret', /base64/],
      ['webhooks: [{url: "https://a.example", secret: "${GOOD}", events: [x]}]', '.webhooks[0].events[0]', /one of/],
      ['webhooks: [{url: "https://a.example"}]', '.webhooks[0].secret', /required/],
      [
        'webhooks: [{url: "https://a.example", secret: "${GOOD}"}, {url: "https://a.example/", secret: "${GOOD}"}]',
        '.webhooks[1].url',
        /another webhook/,
      ],
      [
        'webhooks: [{url: "https://a.example", secret: "${GOOD}", previousSecret: short}]',
        '.webhooks[0].previousSecret',
        /24 characters/,
      ],
    ],
    'organizations.acme',
    (written) => `organizations: {acme: {${written}}}`,
  );
});

describe('as a key', () => {
  testInvalid(
    [
      ['{alg: none}', '[0].alg', /one of HS256, RS256, ES256, EdDSA/],
      ['{secret: "${GOOD}"}', '[0].alg', /one of/],
      ['{alg: HS256}', '[0].secret', /required/],
      ['{alg: HS256, secret: "${GOOD}", kid: a}', '[0].kid', /not a known setting/],
      ['{alg: HS256, secret: "${GOOD}", publicKey: "${RSA}"}', '[0].publicKey', /not for HS256/],
      ['{alg: HS256, secret: "${GOOD}", vendorId: v}', '[0].vendorId', /RS256 only/],
      ['{alg: HS256, secret: "${GOOD}", account: 42}', '[0].account', /quotes/],
      ['{alg: HS256, secret: 0123456789abcdefghijklmnopqrstu}', '[0].secret', /32 bytes/],
      ['{alg: HS256, secret: "${P256}"}', '[0].secret', /PEM/],
      ['{alg: HS256, secret: your-256-bit-secret}', '[0].secret', /32 bytes/],
      ['{alg: HS256, secret: your-256-bit-secret-your-256-bit-secret}', '[0].secret', /well-known/],
      ['{alg: HS256, secret: a-string-secret-at-least-256-bits-long}', '[0].secret', /well-known/],
      ['{alg: HS256, secret: changeme-changeme-changeme-changeme}', '[0].secret', /well-known/],
      ['{alg: HS256, secret: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx}', '[0].secret', /well-known/],
      ['{alg: RS256, secret: "${GOOD}", publicKey: "${RSA}"}', '[0].secret', /HS256 only/],
      ['{alg: RS256}', '[0]', /needs `publicKey` or `publicKeyFile`/],
      ['{alg: RS256, publicKey: "${RSA}", publicKeyFile: a.pem}', '[0]', /both/],
      ['{alg: RS256, publicKeyFile: a.pem}', '[0].publicKeyFile', /cannot be read/],
      ['{alg: RS256, publicKey: "${SMALL_RSA}"}', '[0].publicKey', /2048 bits/],
      ['{alg: RS256, publicKey: "${P256}"}', '[0].publicKey', /not an RSA key/],
      ['{alg: ES256, publicKey: "${P384}"}', '[0].publicKey', /P-256/],
      ['{alg: ES256, publicKey: "${ED25519}"}', '[0].publicKey', /P-256/],
      ['{alg: ES256, publicKey: "${P256}", vendorId: v}', '[0].vendorId', /RS256 only/],
      ['{alg: EdDSA, publicKey: "${P256}"}', '[0].publicKey', /Ed25519/],
      ['{alg: ES256, publicKey: "${PRIVATE}"}', '[0].publicKey', /private key/],
      ['{alg: ES256, publicKey: "${CUT}"}', '[0].publicKey', /not a complete/],
      ['{alg: ES256, publicKey: "${GOOD}"}', '[0].publicKey', /PEM/],
      [
        '{alg: HS256, id: a, secret: "${GOOD}"}, {alg: RS256, id: a, publicKey: "${RSA}"}',
        '[1].id',
        /id of another key/,
      ],
      ['{alg: HS256, secret: "${GOOD}", account: "42"}', '[0].account', /needs `claims`/],
      ['{alg: HS256, secret: "${GOOD}", claims: native}', '[0].claims', /must be locoia/],
      ['{alg: RS256, publicKey: "${RSA}", claims: locoia}', '[0].claims', /HS256 only/],
      ['{alg: ES256, publicKey: "${P256}", account: "42"}', '[0].account', /HS256 only/],
      [
        '{alg: RS256, vendorId: v, publicKey: "${RSA}"}, {alg: RS256, publicKey: "${RSA_AGAIN}"}',
        '[1]',
        /tokens of another kind/,
      ],
      [
        '{alg: HS256, secret: "${GOOD}"}, {alg: HS256, claims: locoia, account: "42", secret: "${GOOD}"}',
        '[1]',
        /tokens of another kind/,
      ],
    ],
    'organizations.acme.keys',
    (written) => `organizations: {acme: {keys: [${written}]}}`,
  );

  test('a key that signs tokens of another kind in another organization is refused, one that signs the same is not', async () => {
    const keyOf = (more: string) => `{keys: [{alg: RS256, ${more} publicKey: "\${RSA}"}]}`;
    const { issues } = await issuesIn(`organizations:
  acme: ${keyOf('vendorId: v1,')}
  globex: ${keyOf('vendorId: v2,')}
  other: ${keyOf('')}`);
    assert.deepEqual(
      issues.map(({ path }) => path),
      ['organizations.other.keys[0]'],
    );
  });

  test('a vendorId of another organization is refused, one that repeats in its own is not', async () => {
    const key = '{alg: RS256, vendorId: v1, publicKey: "${RSA}"}';
    const { issues } = await issuesIn(`organizations: {acme: {keys: [${key}, ${key}]}, globex: {keys: [${key}]}}`);
    assert.deepEqual(issues, [
      { path: 'organizations.globex.keys[0].vendorId', message: 'belongs to another organization' },
    ]);
  });
});

test('the id of an application that another organization has is refused', async () => {
  const apps = 'apps: {a: {show: portal}}';
  const { issues } = await issuesIn(`organizations: {acme: {${apps}}, globex: {${apps}}}`);
  assert.deepEqual(issues, [
    { path: 'organizations.globex.apps.a', message: 'is an application of another organization, too' },
  ]);
});

describe('as settings of an integration', () => {
  const only = (property: string) => `properties: {a: ${property}}`;
  const options = 'url: "https://a.example", items: data, value: id, label: name';
  testInvalid(
    [
      ['type: array', '.type', /must be object/],
      ['propertys: {}', '.propertys', /did you mean properties\?$/],
      [only('{typ: string}'), '.properties.a.type', /one of string, number, integer, boolean, array, object/],
      [only('{type: text}'), '.properties.a.type', /one of/],
      [only('{type: string, tittle: A}'), '.properties.a.tittle', /did you mean title\?$/],
      [only('{enum: [in, out], defalt: in}'), '.properties.a.defalt', /did you mean default\?$/],
      [only('{type: string, format: e-mail}'), '.properties.a.format', /one of email, uri, date, password/],
      [only('{type: string, default: 1}'), '.properties.a.default', /quotes/],
      [only('{type: string, format: email, default: ada}'), '.properties.a.default', /does not fit/],
      [only('{type: string, format: date, default: "2025-02-30"}'), '.properties.a.default', /does not fit/],
      [only('{type: string, format: uri, examples: ["https://a.example", a]}'), '.properties.a.examples[1]', /not fit/],
      [only('{enum: [in, out], default: inn}'), '.properties.a.default', /does not fit/],
      [only('{type: integer, enum: [1, 1.5]}'), '.properties.a.enum[1]', /does not fit/],
      [only('{oneOf: [{const: in}]}'), '.properties.a.oneOf[0].title', /required/],
      [only('{enum: [in, in]}'), '.properties.a.enum', /value twice/],
      [only('{type: integer, minimum: 1, default: 0}'), '.properties.a.default', /does not fit/],
      [only('{type: number, minimum: 2, maximum: 1}'), '.properties.a.maximum', /below `minimum`/],
      [only('{type: array}'), '.properties.a.items', /is required/],
      [only('{type: array, items: {type: string}}'), '.properties.a.items', /must have choices/],
      [only('{type: string, format: password, default: a}'), '.properties.a.default', /not allowed for a password/],
      [only('{type: array, items: {enum: [x]}, default: [y]}'), '.properties.a.default', /does not fit/],
      [only('{type: array, items: {type: array}}'), '.properties.a.items.type', /one of/],
      [only('{type: object, properties: {b: {type: object}}}'), '.properties.a.properties.b.type', /one of/],
      [
        only('{type: object, properties: {b: {type: string, default: 1}}}'),
        '.properties.a.properties.b.default',
        /text/,
      ],
      ['properties: {a: {type: string}}, required: [b]', '.required[0]', /is not a property/],
      ['properties: {direction: {type: string}}, required: [direktion]', '.required[0]', /did you mean direction\?$/],
      ['properties: {a: {type: string}}, if: {properties: {a: {const: x}}}', '.if', /without `then`/],
      ['properties: {a: {type: string}}, then: {required: [a]}', '.then', /without `if`/],
      [
        'properties: {a: {type: string}}, if: {properties: {b: {const: x}}}, then: {required: [a]}',
        '.if.properties.b',
        /is not a property/,
      ],
      [
        'properties: {a: {type: string}, b: {type: string}}, if: {properties: {a: {const: x}, b: {const: x}}}, then: {}',
        '.if.properties',
        /exactly one/,
      ],
      [
        only(`{type: string, x-options: {connector: other, ${options}}}`),
        '.properties.a.x-options.connector',
        /one of/,
      ],
      [
        only(`{type: string, x-options: {connector: hubspot}}`).replace(
          'hubspot',
          `hubspot, url: a, items: a, value: a, label: a`,
        ),
        '.properties.a.x-options.url',
        /https/,
      ],
      [only('{type: string, x-i18n: {de_DE: {title: A}}}'), '.properties.a.x-i18n.de_DE', /language tag/],
    ],
    'organizations.acme.integrations.sync.settings',
    (written) => `
organizations: {acme: {integrations: {sync: {id: 1, connectors: [hubspot], settings: {${written}}}}}}
connectors: { hubspot: {} }`,
  );
});

describe('as an integration', () => {
  const rest = 'id: 1, connectors: [hubspot]';
  testInvalid(
    [
      [`42: {${rest}}`, '.42', /digits alone/],
      [`a b: {${rest}}`, '["a b"]', /letters, digits/],
      ['sync: {connectors: [hubspot]}', '.sync.id', /required/],
      ['sync: {id: "1", connectors: [hubspot]}', '.sync.id', /whole number/],
      ['sync: {id: 0, connectors: [hubspot]}', '.sync.id', /at least 1/],
      ['sync: {id: 1}', '.sync.connectors', /required/],
      ['sync: {id: 1, connectors: []}', '.sync.connectors', /at least 1 entry/],
      ['sync: {id: 1, connectors: [hubspot, nowhere]}', '.sync.connectors[1]', /no connector that/],
      ['sync: {id: 1, connectors: [hubspot, theirs]}', '.sync.connectors[1]', /no connector that/],
      ['sync: {id: 1, connectors: [hubspot, hubspot]}', '.sync.connectors[1]', /twice/],
      [`sync: {${rest}, ownConnector: gwt}`, '.sync.ownConnector', /one of `connectors`/],
      [`sync: {${rest}}, other: {${rest}}`, '.other.id', /id of another integration/],
      [`sync: {${rest}, access: private}`, '.sync.access', /one of sso, public/],
      [`sync: {${rest}, schedule: {default: hourly}}`, '.sync.schedule.default', /five fields/],
      [`sync: {${rest}, schedule: {default: "0 24 * * *"}}`, '.sync.schedule.default', /five fields/],
      [`sync: {${rest}, consent: {text: {en_GB: Yes}}}`, '.sync.consent.text.en_GB', /language tag/],
      [`sync: {${rest}, consent: {required: true}}`, '.sync.consent.text', /must have a text/],
      [`sync: {${rest}, consent: {links: [{label: a, url: "ftp://a"}]}}`, '.sync.consent.links[0].url', /https/],
      [`sync: {${rest}, schedule: {minimumMinutes: 0}}`, '.sync.schedule.minimumMinutes', /at least 1/],
      [
        `sync: {${rest}, schedule: {default: "*/5 * * * *", minimumMinutes: 6}}`,
        '.sync.schedule.default',
        /more often than every 6 minutes/,
      ],
      [`sync: {${rest}, multiple: 2}`, '.sync.multiple', /true or false/],
      [`sync: {${rest}, icon: sync.exe}`, '.sync.icon', /ends in \.svg/],
      [`sync: {${rest}, icon: sync.svg}`, '.sync.icon', /cannot be read/],
      [`sync: {${rest}, icon: "data:image/svg+xml,<svg onload='a'"}`, '.sync.icon', /well-formed/],
    ],
    'organizations.acme.integrations',
    (written) => `
organizations:
  globex:
    connectors: { theirs: { name: Theirs, auth: { type: basic } } }
    integrations: { sync: { ${rest} } }
  acme: { integrations: { ${written} } }
connectors: { hubspot: {}, gwt: { name: GWT, auth: { type: basic } } }`,
  );
});

describe('as a connector', () => {
  const auth = 'auth: {type: basic}';
  testInvalid(
    [
      [`Connector: {name: A, ${auth}}`, '.Connector', /addresses of this server/],
      [`tenants: {name: A, ${auth}}`, '.tenants', /addresses of this server/],
      [`connections: {name: A, ${auth}}`, '.connections', /addresses of this server/],
      [`integrations: {name: A, ${auth}}`, '.integrations', /addresses of this server/],
      [`_a: {name: A, ${auth}}`, '._a', /letters, digits/],
      ['gwt: []', '.gwt', /mapping/],
      [`gwt: {name: A, ${auth}, icon: gwt.svg}`, '.gwt.icon', /cannot be read/],
      [`gwt: {name: A, ${auth}, icon: "data:image/svg+xml,${SCRIPT}"}`, '.gwt.icon', /has the element <script>/],
      [`gwt: {name: A, ${auth}, api: {baseUrl: "https://a.example/{host}"}}`, '.gwt.api.baseUrl', /no input or field/],
      ['gwt: {from: hubspt}', '.gwt.from', /connector of the catalogue; did you mean hubspot\?$/],
      ['gwt: {from: box, environment: live}', '.gwt.environment', /one of test, staging/],
      ['hubspot: {environment: test}', '.hubspot.environment', /no environments/],
      [`gwt: {${auth}}`, '.gwt.name', /catalogue has no connector of this name/],
      ['gwt: {name: GWT}', '.gwt.auth', /catalogue has no connector of this name/],
      ['gwt: {name: GWT, auth: {type: oauth}}', '.gwt.auth.type', /one of api_key, basic, custom/],
      [`gwt: {name: GWT, ${auth}, colour: red}`, '.gwt.colour', /not a known setting/],
      ['hubspot: {auth: {colour: red}}', '.hubspot.auth.colour', /not a known setting/],
      ['hubspot: {auth: {lable: red}}', '.hubspot.auth.lable', /did you mean label\?$/],
      ['hubspt: {name: A}', '.hubspt.auth', /no connector of this name.*did you mean hubspot\?$/],
      ['hubspot: {verify: {url: "https://{tenant}.example/"}}', '.hubspot.verify.url', /no input or field/],
      [`hubspot: {externalId: gwt}, gwt: {name: GWT, ${auth}}`, '.hubspot.externalId', /another connector/],
      [
        `hubspot: {externalId: "5"}, gwt: {name: GWT, externalId: "5", ${auth}}`,
        '.gwt.externalId',
        /another connector/,
      ],
    ],
    'connectors',
    (written) => `organizations: {acme: {}, globex: {}}\nconnectors: {${written}}`,
  );

  test('an icon that an organization inherits is reported once, where the file has it', async () => {
    const gwt = '{ name: GWT, auth: { type: basic }, icon: gwt.svg }';
    const { issues } = await issuesIn(`
organizations: { acme: { connectors: { gwt: { name: Our GWT } } } }
connectors: { gwt: ${gwt} }`);
    assert.deepEqual(
      issues.map(({ path }) => path),
      ['connectors.gwt.icon'],
    );
  });

  test('an issue below an override is reported where it was made', async () => {
    const { issues } = await issuesIn(`
organizations: { acme: { connectors: { gwt: { name: Our GWT } } } }
connectors: { gwt: { name: GWT } }`);
    assert.deepEqual(
      issues.map(({ path }) => path),
      ['connectors.gwt.auth'],
    );
  });
});
