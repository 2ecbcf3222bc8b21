import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createAccessToken, isAccessToken } from './access-token.ts';

describe('an access token', () => {
  test('has its prefix, 43 random characters and a checksum of 6', () => {
    const { token, hint } = createAccessToken();
    assert.match(token, /^ect_[0-9A-Za-z]{49}$/);
    assert.ok(token.endsWith(hint) && hint.length === 4);
    assert.ok(isAccessToken(token));
    assert.notEqual(createAccessToken().token, token);
  });

  test('is stored as its SHA-256', () => {
    const { token, hash } = createAccessToken();
    assert.equal(Buffer.from(hash).length, 32);
    assert.ok(!Buffer.from(hash).toString('latin1').includes(token));
  });

  test('whose random part or checksum was changed is none', () => {
    const { token } = createAccessToken();
    for (let index = 0; index < token.length; index += 1) {
      const changed = token.slice(0, index) + (token[index] === 'a' ? 'b' : 'a') + token.slice(index + 1);
      assert.ok(!isAccessToken(changed), `the change at ${index} was not noticed`);
    }
    for (const text of ['', 'ect_', `${token}a`, token.slice(1), ` ${token}`, `${token}\n`]) {
      assert.ok(!isAccessToken(text), JSON.stringify(text));
    }
  });
});
