import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { VerificationKey } from '../config/config.ts';
import { TokenInvalidError } from '../errors.ts';
import { parseCompactJws, parseStrictJson, verifySignature } from './compact-jws.ts';
import { TEST_SECRET, ecKeyPair, edKeyPair, hmacKey, rsaKeyPair } from './testing/organization.ts';
import { encodePart, hs256, signToken, edDsa, es256, rs256 } from './testing/tokens.ts';
import type { TestPart } from './testing/tokens.ts';

const signer = hs256(TEST_SECRET);
const good = signToken({ sub: 'a@b.c', iat: 1 }, signer);
const [header = '', payload = '', signature = ''] = good.split('.');

/** Decodes to the same bytes as `part`, since the bits that differ belong to no byte. */
function withTrailingBits(part: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const twin = part.slice(0, -1) + alphabet.charAt(alphabet.indexOf(part.slice(-1)) + 1);
  assert.deepEqual(Buffer.from(twin, 'base64url'), Buffer.from(part, 'base64url'));
  return twin;
}

/** A token of exactly this length, its payload padded. */
function tokenOfLength(length: number): string {
  for (let padding = 6000; padding < 6200; padding += 1) {
    const token = signToken({ sub: 'a', meta: 'x'.repeat(padding) }, signer);
    if (token.length === length) return token;
  }
  throw new Error('No padding fits.');
}

function withHeader(parameters: TestPart): string {
  return signToken({ sub: 'a' }, signer, parameters);
}

function withPayload(part: TestPart): string {
  return signToken(part, signer);
}

const refused: [title: string, token: string, reason: string][] = [
  ['nothing', '', 'the token does not have three parts'],
  ['two parts', `${header}.${payload}`, 'the token does not have three parts'],
  ['an empty header', `.${payload}.${signature}`, 'the token does not have three parts'],
  ['an empty payload', `${header}..${signature}`, 'the payload is not JSON'],
  ['an empty signature', `${header}.${payload}.`, 'the token does not have three parts'],
  ['a dot at the end', `${good}.`, 'the token does not have three parts'],
  ['a dot at the beginning', `.${good}`, 'the token does not have three parts'],
  ['four parts', `${good}.${signature}`, 'the token does not have three parts'],
  ['five parts, as encrypted tokens have', `${header}.a.b.c.d`, 'the token does not have three parts'],
  ['a token of dots', '.'.repeat(8192), 'the token does not have three parts'],
  ['JSON serialization', JSON.stringify({ protected: header, payload, signature }), 'three parts'],
  ['padding of the header', `${header}=.${payload}.${signature}`, 'the header is not canonical base64url'],
  ['padding of the payload', `${header}.${payload}==.${signature}`, 'the payload is not canonical base64url'],
  ['padding of the signature', `${good}=`, 'the signature is not canonical base64url'],
  ['left-over bits in the signature', `${header}.${payload}.${withTrailingBits(signature)}`, 'the signature is not'],
  [
    'left-over bits in the payload',
    `${header}.${withTrailingBits(encodePart('{"a":1 }'))}.${signature}`,
    'the payload is not canonical base64url',
  ],
  ['the other base64 alphabet', `${header}.${payload}.+/${signature.slice(2)}`, 'the signature is not canonical'],
  ['a space at the end', `${good} `, 'the signature is not canonical base64url'],
  ['a space at the beginning', ` ${good}`, 'the header is not canonical base64url'],
  ['a line break inside', `${header}.\n${payload}.${signature}`, 'the payload is not canonical base64url'],
  ['a character outside the alphabet', `${header}.${payload}.!${signature}`, 'the signature is not canonical'],
  ['percent-encoding', good.replace('.', '%2E'), 'the token does not have three parts'],
  ['more than 8 KiB', tokenOfLength(8193), 'the token is too long'],
  ['a megabyte', 'e'.repeat(1_000_000), 'the token is too long'],

  ['invalid UTF-8', withPayload(Buffer.from('{"sub":"\xff"}', 'latin1')), 'the payload is not UTF-8'],
  ['an overlong UTF-8 form', withPayload(Buffer.from('{"\xc1\xb3ub":1}', 'latin1')), 'the payload is not UTF-8'],
  ['a surrogate in UTF-8', withPayload(Buffer.from('{"sub":"\xed\xa0\x80"}', 'latin1')), 'the payload is not UTF-8'],
  ['a cut UTF-8 sequence', withPayload(Buffer.from('{}\xe2\x82', 'latin1')), 'the payload is not UTF-8'],
  ['UTF-16', withPayload(Buffer.from('{"sub":"a"}', 'utf16le')), 'the payload is not JSON'],
  ['a byte order mark in the payload', withPayload('\uFEFF{"sub":"a"}'), 'the payload is not JSON'],
  ['a byte order mark in the header', withHeader('\uFEFF{"alg":"HS256"}'), 'the header is not JSON'],
  ['a payload that is no JSON', withPayload('foo'), 'the payload is not JSON'],
  ['a payload that is a list', withPayload('[]'), 'the payload is not a JSON object'],
  ['a payload that is null', withPayload('null'), 'the payload is not a JSON object'],
  ['a payload that is text', withPayload('"a"'), 'the payload is not a JSON object'],
  ['a token in the token', withPayload(good), 'the payload is not JSON'],
  ['a header that is a list', withHeader('["HS256"]'), 'the header is not a JSON object'],
  ['a claim twice', withPayload('{"sub":"a","sub":"b"}'), 'the payload has a key twice'],
  ['a nested claim twice', withPayload('{"sub":"a","ti":{"aid":1,"\\u0061id":2}}'), 'the payload has a key twice'],
  ['a header parameter twice', withHeader('{"alg":"none","alg":"HS256"}'), 'the header has a key twice'],
  ['__proto__ in the payload', withPayload('{"__proto__":{"sub":"a"}}'), 'the payload has a forbidden key'],
  ['__proto__ in the header', withHeader('{"__proto__":{"alg":"HS256"}}'), 'the header has a forbidden key'],
  ['a number that overflows', withPayload('{"sub":"a","exp":1e400}'), 'the payload has a number out of range'],
  ['a payload nested too deeply', withPayload('{"a":'.repeat(900) + '1' + '}'.repeat(900)), 'nested too deeply'],

  ['no alg', withHeader('{"typ":"JWT"}'), 'alg is not a string'],
  ['an alg that is a list', withHeader({ alg: ['HS256'] }), 'alg is not a string'],
  ['an alg that is null', withHeader({ alg: null }), 'alg is not a string'],
  ['a kid that is a number', withHeader({ kid: 1 }), 'kid is not a string'],
  ['a kid that is null', withHeader({ kid: null }), 'kid is not a string'],
  ['a kid that is an object', withHeader({ kid: { $ne: '' } }), 'kid is not a string'],
  ['a typ that is a list', withHeader({ typ: ['JWT'] }), 'typ is not a string'],
  ['a receipt', withHeader({ typ: 'embed-receipt+jwt' }), 'typ is that of another kind of token'],
  [
    'a receipt by another spelling',
    withHeader({ typ: 'application/Embed-Receipt+JWT' }),
    'typ is that of another kind of token',
  ],
  ['a session token', withHeader({ typ: 'Embed-Session+JWT' }), 'typ is that of another kind of token'],
  ...['jwk', 'jku', 'x5u', 'x5c', 'crit', 'zip', 'b64', 'enc'].flatMap((name): [string, string, string][] => [
    [`the header ${name}`, withHeader({ [name]: 'x' }), `the header has ${name}`],
    [`the header ${name} even if null`, withHeader({ [name]: null }), `the header has ${name}`],
  ]),
  ['b64: true, which changes nothing', withHeader({ b64: true }), 'the header has b64'],
  ['crit with nothing in it', withHeader({ crit: [] }), 'the header has crit'],
];

for (const [title, token, reason] of refused) {
  test(`the form of a token excludes ${title}`, () => {
    assert.throws(
      () => parseCompactJws(token),
      (error) => {
        assert.ok(error instanceof TokenInvalidError);
        assert.equal(error.refusal.verified, false);
        assert.ok(error.refusal.reason.includes(reason), error.refusal.reason);
        return true;
      },
    );
  });
}

test('a token of exactly 8 KiB is read', () => {
  assert.equal(parseCompactJws(tokenOfLength(8192)).claims.sub, 'a');
});

test('white space within the JSON, typ and unknown header parameters are accepted', () => {
  const token = signToken('\n{ "sub" : "a" }\t', signer, { typ: 'JWT', kid: 'k', cty: 'x', x5t: 'y' });
  const { claims, algorithm, keyId, signingInput } = parseCompactJws(token);
  assert.deepEqual(
    { claims, algorithm, keyId, signingInput },
    { claims: { sub: 'a' }, algorithm: 'HS256', keyId: 'k', signingInput: token.slice(0, token.lastIndexOf('.')) },
  );
});

test('a token without kid has no key id', () => {
  assert.equal('keyId' in parseCompactJws(good), false);
});

const plainKey = fc.string().filter((key) => key !== '__proto__' && key !== 'constructor');

test('claims that were written are read again unchanged', () => {
  const claims = fc.dictionary(plainKey, fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.array(fc.string())), {
    noNullPrototype: true,
  });
  fc.assert(
    fc.property(claims, (written) => {
      assert.deepEqual(parseCompactJws(signToken(written, signer)).claims, written);
    }),
  );
});

test('the parser throws nothing except its refusal, for any input', () => {
  const part = fc.oneof(
    fc.string(),
    fc.string({ unit: 'binary' }),
    fc.json().map(encodePart),
    fc.uint8Array().map((bytes) => Buffer.from(bytes).toString('base64url')),
    fc.constantFrom(header, payload, signature),
  );
  const anything = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(part, { maxLength: 5 }).map((all) => all.join('.')),
  );
  fc.assert(
    fc.property(anything, (token) => {
      try {
        parseCompactJws(token);
      } catch (error) {
        assert.ok(error instanceof TokenInvalidError, String(error));
      }
    }),
    { numRuns: 1000 },
  );
});

test('a token with one character replaced, added or removed has another meaning or is refused', () => {
  const meaning = JSON.stringify(parseCompactJws(good).claims) + signature;
  fc.assert(
    fc.property(fc.nat(good.length - 1), fc.nat(1), fc.string({ maxLength: 1, unit: 'binary' }), (at, cut, added) => {
      const changed = good.slice(0, at) + added + good.slice(at + cut);
      fc.pre(changed !== good);
      try {
        const { claims } = parseCompactJws(changed);
        const [changedHeader, , changedSignature = ''] = changed.split('.');
        const same = changedHeader === header && JSON.stringify(claims) + changedSignature === meaning;
        assert.equal(same, false);
      } catch (error) {
        assert.ok(error instanceof TokenInvalidError, String(error));
      }
    }),
    { numRuns: 1000 },
  );
});

const refusedJson: [title: string, text: string, message: string][] = [
  ['nothing', '', 'is not JSON'],
  ['a byte order mark', '\uFEFF{}', 'is not JSON'],
  ['text after the value', '{} {}', 'is not JSON'],
  ['a trailing comma', '{"a":1,}', 'is not JSON'],
  ['NaN', '{"a":NaN}', 'is not JSON'],
  ['a raw control character in a string', '{"a":"\n"}', 'is not JSON'],
  ['a key twice', '{"a":1,"a":1}', 'has a key twice'],
  ['a key twice with white space before the colon', '{"a" \n:1,"a"\t:2}', 'has a key twice'],
  ['a key twice, once with escapes', '{"sub":1,"\\u0073ub":2}', 'has a key twice'],
  ['a key twice in a nested object', '{"a":[{"b":{"c":1,"c":2}}]}', 'has a key twice'],
  ['a key twice around a nested object', '{"a":{"b":1},"a":{}}', 'has a key twice'],
  ['an empty key twice', '{"":1,"":2}', 'has a key twice'],
  ['__proto__', '{"a":{"__proto__":{}}}', 'has a forbidden key'],
  ['__proto__ with escapes', '{"__pr\\u006fto__":1}', 'has a forbidden key'],
  ['constructor', '{"constructor":1}', 'has a forbidden key'],
  ['a number that overflows', '{"exp":1e400}', 'has a number out of range'],
  ['a negative number that overflows', '[-1E+999]', 'has a number out of range'],
  ['a very long number', `[${'9'.repeat(400)}]`, 'has a number out of range'],
  ['17 arrays in each other', `${'['.repeat(17)}${']'.repeat(17)}`, 'is nested too deeply'],
  ['6000 arrays in each other', `${'['.repeat(6000)}${']'.repeat(6000)}`, 'is nested too deeply'],
];

for (const [title, text, message] of refusedJson) {
  test(`strict JSON refuses ${title}`, () => {
    assert.throws(() => parseStrictJson(text), { name: 'SyntaxError', message });
  });
}

const accepted: [title: string, text: string][] = [
  ['one key in two objects', '[{"a":1},{"a":{"a":2}}]'],
  ['a string that looks like a key', '{"a":"b:","b":"\\"b\\":"}'],
  ['strings that look like structure', '["{\\"a\\":1,\\"a\\":2}","[[[[[[[[[[[[[[[[[[[["]'],
  ['a string that looks like a number out of range', '{"a":"1e400"}'],
  ['16 arrays in each other', `${'['.repeat(16)}${']'.repeat(16)}`],
  ['keys that differ in case', '{"a":1,"A":2}'],
  ['a lone value', 'null'],
];

for (const [title, text] of accepted) {
  test(`strict JSON accepts ${title}`, () => {
    assert.deepEqual(parseStrictJson(text), JSON.parse(text));
  });
}

test('whatever strict JSON accepts it reads as JSON.parse does, and of JSON it refuses only what it documents', () => {
  const documented = /^(has a key twice|has a forbidden key|has a number out of range|is nested too deeply)$/;
  fc.assert(
    fc.property(fc.json({ maxDepth: 6 }), (text) => {
      try {
        assert.deepEqual(parseStrictJson(text), JSON.parse(text));
      } catch (error) {
        assert.ok(error instanceof SyntaxError);
        assert.match(error.message, documented);
      }
    }),
  );
});

test('a doubled key is found wherever it stands', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.json(), fc.json(), (key, one, other) => {
      const name = JSON.stringify(key);
      assert.throws(() => parseStrictJson(`[{"a":{${name}:${one},${name}:${other}}}]`), SyntaxError);
    }),
  );
});

const OTHER_SECRET = 'another secret of more than thirty-two bytes';

const shared = await hmacKey(TEST_SECRET);
const rsa = await rsaKeyPair();
const ec = await ecKeyPair();
const ed = await edKeyPair();
const claims = { sub: 'a' };

function verify(token: string, keys: readonly VerificationKey[]): Promise<VerificationKey> {
  return verifySignature(parseCompactJws(token), keys);
}

const everyKey = [await hmacKey(OTHER_SECRET), shared, rsa.key, ec.key, ed.key];
const acceptedSignatures: [alg: string, token: string, key: VerificationKey][] = [
  ['HS256', signToken(claims, hs256(TEST_SECRET)), shared],
  ['RS256', signToken(claims, rs256(rsa.privateKey)), rsa.key],
  ['ES256', signToken(claims, es256(ec.privateKey)), ec.key],
  ['EdDSA', signToken(claims, edDsa(ed.privateKey)), ed.key],
];

for (const [alg, token, key] of acceptedSignatures) {
  test(`the key that made an ${alg} signature is found among others`, async () => {
    assert.equal(await verify(token, everyKey), key);
  });
}

function unsigned(header: object): string {
  return `${encodePart(header)}.${encodePart(claims)}`;
}

const publicPem = rsa.publicKey.export({ type: 'spki', format: 'pem' });
const publicDer = rsa.publicKey.export({ type: 'spki', format: 'der' });
const signedByAnother = signToken(claims, hs256('a secret that no organization has configured'));

const refusedSignatures: [title: string, token: string, keys: readonly VerificationKey[]][] = [
  ['a signature of another key', signedByAnother, everyKey],
  ['no keys at all', signToken(claims, hs256(TEST_SECRET)), []],
  ['alg none with a signature', signToken(claims, { ...hs256(TEST_SECRET), alg: 'none' }), everyKey],
  ['alg None', signToken(claims, { ...hs256(TEST_SECRET), alg: 'None' }), everyKey],
  ['an empty alg', signToken(claims, { ...hs256(TEST_SECRET), alg: '' }), everyKey],
  ['alg in lower case', signToken(claims, { ...hs256(TEST_SECRET), alg: 'hs256' }), everyKey],
  ['the public key, as PEM, as shared secret', signToken(claims, hs256(Buffer.from(publicPem))), everyKey],
  ['the public key, as DER, as shared secret', signToken(claims, hs256(publicDer)), everyKey],
  ['HS256 where only RSA keys are configured', signToken(claims, hs256(Buffer.from(publicPem))), [rsa.key]],
  ['RS256 where only secrets are configured', signToken(claims, rs256(rsa.privateKey)), [shared]],
  ['an RSA signature called PS256', signToken(claims, { ...rs256(rsa.privateKey), alg: 'PS256' }), everyKey],
  ['an RSA signature called RS512', signToken(claims, { ...rs256(rsa.privateKey), alg: 'RS512' }), everyKey],
  ['a shared secret called HS512', signToken(claims, { ...hs256(TEST_SECRET), alg: 'HS512' }), everyKey],
  ['an ECDSA signature in ASN.1', signToken(claims, es256(ec.privateKey, 'der')), everyKey],
  ['an ECDSA signature of zeros', `${unsigned({ alg: 'ES256' })}.${encodePart(Buffer.alloc(64))}`, everyKey],
  ['a single zero byte as signature', `${unsigned({ alg: 'HS256' })}.AA`, everyKey],
  ['the first bytes of a signature', signToken(claims, hs256(TEST_SECRET)).slice(0, -23), everyKey],
];

for (const [title, token, keys] of refusedSignatures) {
  test(`the signature check refuses ${title}`, async () => {
    await assert.rejects(verify(token, keys), (error) => {
      assert.ok(error instanceof TokenInvalidError);
      assert.equal(error.refusal.verified, false);
      return true;
    });
  });
}

test('a payload under a signature of another payload is refused', async () => {
  const [header, , signature] = signToken(claims, hs256(TEST_SECRET)).split('.');
  await assert.rejects(verify(`${header}.${encodePart({ sub: 'b' })}.${signature}`, everyKey), TokenInvalidError);
});

const named = await hmacKey(TEST_SECRET, { id: 'new' });
const kidRows: [title: string, kid: string | undefined, key: VerificationKey, accepted: boolean][] = [
  ['its own id', 'new', named, true],
  ['no kid', undefined, named, true],
  ['the id of another key', 'old', named, false],
  ['a path for kid', '../../dev/null', named, false],
  ['an empty kid', '', named, false],
  ['any kid, for a key without id', '../../dev/null', shared, true],
];

for (const [title, kid, key, isAccepted] of kidRows) {
  test(`a token with ${title} is ${isAccepted ? 'accepted' : 'refused'} by the key`, async () => {
    const verified = verify(signToken(claims, hs256(TEST_SECRET), { ...(kid !== undefined && { kid }) }), [key]);
    if (isAccepted) assert.equal(await verified, key);
    else await assert.rejects(verified, TokenInvalidError);
  });
}

test('a kid does not point to a key whose secret did not sign', async () => {
  const keys = [await hmacKey(OTHER_SECRET, { id: 'a' }), await hmacKey(TEST_SECRET, { id: 'b' })];
  await assert.rejects(verify(signToken(claims, hs256(TEST_SECRET), { kid: 'a' }), keys), TokenInvalidError);
  assert.equal(await verify(signToken(claims, hs256(TEST_SECRET), { kid: 'b' }), keys), keys[1]);
});
