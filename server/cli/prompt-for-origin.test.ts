import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { describe, test } from 'node:test';
import { promptForOrigin, parseOrigin } from './prompt-for-origin.ts';
import { CommandError } from './exit-code.ts';

describe('an origin', () => {
  for (const [text, origin] of [
    ['https://app.acme.example', 'https://app.acme.example'],
    [' https://App.Acme.example/settings?tab=1#a ', 'https://app.acme.example'],
    ['https://app.acme.example:8443/', 'https://app.acme.example:8443'],
    ['https://*.acme.example', 'https://*.acme.example'],
    ['http://localhost:8080', 'http://localhost:8080'],
  ] as const) {
    test(`is read from ${text}`, async () => assert.deepEqual(await parseOrigin(text), { origin }));
  }

  for (const text of ['', 'app.acme.example', 'http://app.acme.example', 'https://*.com', 'file:///a', '*']) {
    test(`is not read from ${text}`, async () => assert.ok('issue' in (await parseOrigin(text))));
  }
});

describe('a person who is asked for an origin', () => {
  async function answering(text: string) {
    const [input, output] = [new PassThrough(), new PassThrough()];
    input.end(text);
    const origin = await promptForOrigin(input, output);
    output.end();
    return { origin, said: (await output.toArray()).join('') };
  }

  /** The question at a terminal, which turns keys such as Ctrl-C into characters. */
  async function cancelling(keys: string) {
    const input = new PassThrough();
    const output = Object.assign(new PassThrough(), { isTTY: true });
    input.write(keys);
    const error: unknown = await promptForOrigin(input, output).catch((reason: unknown) => reason);
    assert(error instanceof CommandError);
    output.end();
    return { code: error.code, message: error.message, said: (await output.toArray()).join('') };
  }

  test('can paste the address of a page', async () => {
    assert.equal((await answering('https://app.acme.example/settings\n')).origin, 'https://app.acme.example');
  });

  test('gets a message that says what is wrong, and the question again', async () => {
    const { origin, said } = await answering('app.acme.example\nhttps://app.acme.example\n');
    assert.equal(origin, 'https://app.acme.example');
    assert.match(said, /must be an origin[^\n]*\n.*embed/);
  });

  test('can leave it empty', async () => assert.equal((await answering('\n')).origin, undefined));

  for (const [title, keys, code, message] of [
    ['Ctrl-C', '\x03', 'cancelled', 'Cancelled. Nothing was written.'],
    ['Ctrl-C after a part of an answer', 'https://app\x03', 'cancelled', 'Cancelled. Nothing was written.'],
    ['Ctrl-C after a wrong answer', 'app\r\x03', 'cancelled', 'Cancelled. Nothing was written.'],
    ['Ctrl-D', '\x04', 'failed', 'The input ended before an answer. Nothing was written.'],
  ] as const) {
    test(`cancels with ${title}`, async () => {
      const { said, ...error } = await cancelling(keys);
      assert.deepEqual(error, { code, message });
      assert.match(said, /decide later\): .*\n$/);
    });
  }

  test('cancels when the input ends', async () =>
    assert.rejects(answering(''), { message: /input ended/, code: 'failed' }));
});
