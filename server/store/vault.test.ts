import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, test } from 'node:test';
import fc from 'fast-check';

import { createVault, type SecretLocation, VaultError, type VaultErrorReason } from './vault.ts';

const SECRET = 'sk_live_4242';
const place: SecretLocation = { organization: 'acme', tenantId: 7, record: 'connection:12', field: 'credentials' };

function refuses(problem: VaultErrorReason) {
  return (error: unknown) => {
    assert.ok(error instanceof VaultError);
    assert.equal(error.reason, problem);
    assert.ok(!String(error.stack).includes(SECRET));
    return true;
  };
}

test('any text opens at the location for which it was sealed', () => {
  const vault = createVault([randomBytes(32)]);
  const places = fc.record({
    organization: fc.string(),
    tenantId: fc.nat(),
    record: fc.string({ unit: 'binary' }),
    field: fc.string(),
  });

  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), places, (text, anywhere) => {
      assert.equal(vault.open(anywhere, vault.seal(anywhere, text)), text);
    }),
  );
});

test('a text that UTF-8 cannot represent is refused', () => {
  const vault = createVault([randomBytes(32)]);

  assert.throws(() => vault.seal(place, 'a\ud800b'), TypeError);
});

test('two seals of one text share no data key, nonce or ciphertext', () => {
  const vault = createVault([randomBytes(32)]);
  const header = 9;

  const [one, other] = [vault.seal(place, SECRET), vault.seal(place, SECRET)];

  assert.deepEqual(one.subarray(0, header), other.subarray(0, header));
  const differing = one.subarray(header).filter((byte, index) => byte !== other[header + index]).length;
  assert.ok(differing > (one.length - header) * 0.9);
});

test('a blob contains neither the text nor a master key', () => {
  const master = randomBytes(32);

  const blob = Buffer.from(createVault([master]).seal(place, SECRET));

  assert.ok(!blob.includes(SECRET));
  assert.ok(!blob.includes(master));
});

test('a blob with any changed bit does not open', () => {
  const vault = createVault([randomBytes(32)]);
  const blob = vault.seal(place, SECRET);

  for (let bit = 0; bit < blob.length * 8; bit++) {
    const changed = Uint8Array.from(blob);
    changed[bit >> 3]! ^= 1 << (bit & 7);
    assert.throws(() => vault.open(place, changed), VaultError, `bit ${bit}`);
  }
});

test('a blob that is shorter or longer does not open', () => {
  const vault = createVault([randomBytes(32)]);
  const blob = vault.seal(place, '');

  for (let length = 0; length < blob.length; length++) {
    assert.throws(() => vault.open(place, blob.subarray(0, length)), VaultError, `${length} bytes`);
  }
  assert.throws(() => vault.open(place, Buffer.concat([blob, Buffer.of(0)])), refuses('not_authentic'));
});

describe('a blob does not open', () => {
  const elsewhere: Readonly<Record<string, SecretLocation>> = {
    'in another organization': { ...place, organization: 'globex' },
    "in another tenant's row": { ...place, tenantId: 8 },
    'in another row': { ...place, record: 'connection:13' },
    'in another kind of row': { ...place, record: 'installation:12' },
    'in another field': { ...place, field: 'secret' },
    'if the joined parts are equal': { ...place, record: 'connection:1', field: '2credentials' },
    'if a part contains separators': { ...place, organization: 'acme",7,"connection:12', record: '' },
  };
  for (const [where, other] of Object.entries(elsewhere)) {
    test(where, () => {
      const vault = createVault([randomBytes(32)]);

      assert.throws(() => vault.open(other, vault.seal(place, SECRET)), refuses('not_authentic'));
    });
  }

  test('combined from two blobs of the same location', () => {
    const vault = createVault([randomBytes(32)]);
    const [one, other] = [vault.seal(place, SECRET), vault.seal(place, SECRET)];
    const wrappedKeyEnd = 9 + 12 + 32 + 16;

    const mixed = Buffer.concat([one.subarray(0, wrappedKeyEnd), other.subarray(wrappedKeyEnd)]);

    assert.throws(() => vault.open(place, mixed), refuses('not_authentic'));
  });
});

describe('with several keys', () => {
  const [first, second] = [randomBytes(32), randomBytes(32)];

  test('the first seals and all open', () => {
    const old = createVault([second]);
    const both = createVault([first, second]);

    assert.equal(both.open(place, old.seal(place, SECRET)), SECRET);
    assert.equal(createVault([first]).open(place, both.seal(place, SECRET)), SECRET);
    assert.throws(() => old.open(place, both.seal(place, SECRET)), refuses('missing_key'));
  });

  test('a missing key is named by its id, which reveals nothing about the key', () => {
    const vault = createVault([first]);
    const [keyId] = vault.keyIds;

    assert.match(keyId ?? '', /^[0-9a-f]{16}$/);
    assert.ok(!first.toString('hex').includes(keyId!));
    assert.throws(() => createVault([second]).open(place, vault.seal(place, SECRET)), new RegExp(keyId!));
  });

  test('ids are in the order of the keys, are stable, and a repeated key counts once', () => {
    const { keyIds } = createVault([first, second, first]);

    assert.deepEqual(keyIds, [...createVault([first]).keyIds, ...createVault([second]).keyIds]);
  });
});

test('a vault without keys, or with one that is too short, is refused', () => {
  assert.throws(() => createVault([]), TypeError);
  assert.throws(() => createVault([randomBytes(32), randomBytes(16)]), TypeError);
});

test('a blob of another format version is recognized', () => {
  const vault = createVault([randomBytes(32)]);
  const blob = vault.seal(place, SECRET);
  blob[0] = 2;

  assert.throws(() => vault.open(place, blob), refuses('unknown_format'));
});
