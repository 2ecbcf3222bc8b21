import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { developmentKey } from './development-key.ts';
import { CommandError } from './exit-code.ts';

async function folderFor(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'development-key-'));
  t.after(() => rm(folder, { recursive: true }));
  return folder;
}

test('the key is made once, of 32 bytes, in a file for its owner alone', async (t) => {
  const folder = join(await folderFor(t), 'data');
  const key = developmentKey(join(folder, 'embed.db'));

  assert.equal(key.length, 32);
  assert.deepEqual(developmentKey(join(folder, 'embed.db')), key);
  assert.equal((await stat(join(folder, 'development.key'))).mode & 0o777, 0o600);
});

test('a random key that an earlier version made is taken as it is', async (t) => {
  const folder = await folderFor(t);
  const key = randomBytes(32);
  await writeFile(join(folder, 'development.key'), `${key.toString('base64')}\n`);

  assert.deepEqual(developmentKey(join(folder, 'embed.db')), new Uint8Array(key));
});

for (const [title, text] of [
  ['is empty', ''],
  ['was cut short', 'c2hvcnQ=\n'],
  ['holds a key that can be guessed', `${Buffer.alloc(32, 'key').toString('base64')}\n`],
  ['is no base64', `${'!'.repeat(44)}\n`],
] as const) {
  test(`a file that ${title} is refused and stays as it is`, async (t) => {
    const folder = await folderFor(t);
    await writeFile(join(folder, 'development.key'), text);

    assert.throws(
      () => developmentKey(join(folder, 'embed.db')),
      (error) =>
        error instanceof CommandError &&
        error.code === 'invalid_configuration' &&
        (text === '' || !error.message.includes(text.trim())),
    );
    assert.equal((await stat(join(folder, 'development.key'))).size, text.length);
  });
}
