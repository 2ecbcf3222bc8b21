import { deepEqual, ok, rejects } from '../../testing/assert.ts';
import { readEvents } from './sign-in-client.ts';

async function read(...parts: readonly string[]): Promise<readonly unknown[]> {
  const encoder = new TextEncoder();
  const heard: unknown[] = [];
  const body = new ReadableStream({
    start(controller) {
      for (const part of parts) controller.enqueue(encoder.encode(part));
      controller.close();
    },
  });
  await readEvents(new Response(body), (data) => heard.push(data));
  return heard;
}

const READ: readonly (readonly [string, readonly string[], readonly unknown[]])[] = [
  ['an event', ['data: {"a":1}\n\n'], [{ a: 1 }]],
  ['several events in one chunk', ['data: 1\n\ndata: 2\n\n'], [1, 2]],
  ['an event in several chunks', ['da', 'ta: {"a"', ':1}', '\n', '\n'], [{ a: 1 }]],
  ['no space after the colon', ['data:1\n\n'], [1]],
  ['CR LF line ends, also split between chunks', ['data: 1\r', '\n\r\ndata: 2\r\n\r\n'], [1, 2]],
  ['comments and other fields', [': wait\n\nevent: state\nid: 3\ndata: 1\n\n'], [1]],
  ['no event from an incomplete line', ['data: 1\n\ndata: 2'], [1]],
  ['nothing', [], []],
];

describe('an event stream', () => {
  for (const [title, parts, heard] of READ) {
    it(`is read: ${title}`, async () => deepEqual(await read(...parts), heard));
  }

  it('decodes a character that is split between chunks', async () => {
    const bytes = new TextEncoder().encode('data: "é"\n\n');
    const heard: unknown[] = [];
    const body = new ReadableStream({
      start(controller) {
        controller.enqueue(bytes.slice(0, 8));
        controller.enqueue(bytes.slice(8));
        controller.close();
      },
    });
    await readEvents(new Response(body), (data) => heard.push(data));
    deepEqual(heard, ['é']);
  });

  it('rejects data that is not JSON', async () => {
    ok((await rejects(read('data: {\n\n'))) instanceof SyntaxError);
  });
});
