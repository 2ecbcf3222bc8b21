import assert from 'node:assert/strict';
import { PassThrough, Readable } from 'node:stream';
import { describe, test } from 'node:test';
import type { ConnectorField } from '../../widget/protocol/connector.ts';
import { readValues } from './read-values.ts';

const FIELDS: readonly ConnectorField[] = [
  { name: 'subdomain', label: 'Subdomain', kind: 'text', required: true },
  { name: 'api_key', label: 'Key', kind: 'password', required: true },
  { name: 'note', label: 'Note', kind: 'text', required: false },
];

const nowhere = () => new PassThrough();
const piped = (content: string) => ({ input: Readable.from([content]), output: nowhere() });

describe('values of a connector', () => {
  test('come from the command line, and may have = in them', async () => {
    const given = ['subdomain=acme', 'api_key=a=b=='];
    // The input is not read when nothing required is missing: it may never end.
    const values = await readValues({ fields: FIELDS, given, terminal: { input: nowhere(), output: nowhere() } });
    assert.deepEqual(values, { subdomain: 'acme', api_key: 'a=b==' });
  });

  test('come from the lines of the input where there is no terminal, and the command line wins', async () => {
    const terminal = piped('subdomain=other\n\napi_key=secret\r\n');
    const values = await readValues({ fields: FIELDS, given: ['subdomain=acme'], terminal });
    assert.deepEqual(values, { subdomain: 'acme', api_key: 'secret' });
  });

  test('are asked for at a terminal, secrets without an echo', async () => {
    const input = Object.assign(new PassThrough(), { isTTY: true });
    const output = Object.assign(new PassThrough(), { isTTY: true });
    let shown = '';
    const answers = new Map([
      ['Subdomain: ', 'acme\r'],
      ['Key: ', 'hunter2\r'],
      ['Note (optional): ', '\r'],
    ]);
    output.on('data', (chunk: Buffer) => {
      shown += chunk.toString();
      for (const [question, typed] of answers) {
        if (!shown.endsWith(question)) continue;
        answers.delete(question);
        setImmediate(() => input.write(typed));
      }
    });
    const values = await readValues({ fields: FIELDS, given: [], terminal: { input, output } });
    assert.deepEqual(values, { subdomain: 'acme', api_key: 'hunter2', note: '' });
    assert.match(shown, /acme/);
    assert.doesNotMatch(shown, /hunter2/);
  });

  test('are cancelled with Ctrl-C', async () => {
    const input = Object.assign(new PassThrough(), { isTTY: true });
    input.write('\x03');
    const reading = readValues({ fields: FIELDS, given: [], terminal: { input, output: nowhere() } });
    await assert.rejects(reading, { name: 'CommandError', code: 'cancelled' });
  });

  for (const [title, given] of [
    ['without a name', 'hunter2'],
    ['with a name that no field has', 'password=hunter2'],
  ] as const) {
    test(`are refused ${title}, and not repeated`, async () => {
      const reading = readValues({ fields: FIELDS, given: [given], terminal: piped('') });
      await assert.rejects(reading, (error: Error) => {
        assert.match(error.message, /name=value.*subdomain, api_key, note/);
        assert.doesNotMatch(error.message, /hunter2/);
        return true;
      });
    });
  }
});
