import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { SANDBOX_KEY, SANDBOX_PASSWORD, SANDBOX_USERNAME } from '../sandbox/keys.ts';
import { issueAccessToken } from './testing/access-token.ts';
import { startApiHarness } from './testing/api-harness.ts';
import type { ApiHarness } from './testing/api-harness.ts';
import { Turns } from './connection-import.ts';

let api: ApiHarness;
let token: string;

before(async () => {
  api = await startApiHarness();
  token = (await issueAccessToken(api.harness, { name: 'migration' })).token;
});
after(() => api.close());

interface ResultLine {
  readonly line?: number;
  readonly status?: string;
  readonly id?: number;
  readonly error?: { readonly code: string; readonly fields?: readonly { readonly path: string }[] };
  readonly summary?: Readonly<Record<string, number>>;
}

const HEADERS = { 'Content-Type': 'application/x-ndjson' };

async function importText(text: string, as = token): Promise<readonly ResultLine[]> {
  const answer = await api.call('POST', '/connections/import', { token: as, headers: HEADERS, body: text });
  assert.equal(answer.status, 200, answer.text);
  return answer.text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as ResultLine);
}

const importLines = (lines: readonly unknown[], as = token) =>
  importText(lines.map((line) => `${JSON.stringify(line)}\n`).join(''), as);

const read = (path: string) => api.call('GET', path, { token });

describe('an import of connections', { timeout: 300_000 }, () => {
  test('creates a connected connection for each line, with its tenant, events and reference', async () => {
    const [first, second, last] = await importLines([
      { tenant: 'i1', connector: 'sandbox', name: 'Sales', external_ref: 'a', credentials: { api_key: SANDBOX_KEY } },
      { tenant: 'i1', user: 'ann', connector: 'sandbox-basic' },
    ]);
    assert.deepEqual([first?.line, first?.status, second?.line, second?.status], [1, 'created', 2, 'created']);
    assert.deepEqual(last, { summary: { lines: 2, created: 2, updated: 0, unchanged: 0, failed: 0 } });
    const { body } = await read(`/connections/${first?.id}`);
    assert.deepEqual(
      [body['name'], body['status'], body['verified'], body['external_ref']],
      ['Sales', 'connected', false, 'a'],
    );
    assert.equal((await read(`/connections/${first?.id}/credentials`)).body['api_key'], SANDBOX_KEY);
    assert.equal((await read(`/connections/${second?.id}`)).body['status'], 'disconnected');
    const tenant = await api.harness.deps.store.tenants.findByKey('acme', 'i1');
    assert.ok(tenant);
    const activity = await api.harness.deps.store.activity.list({ organization: 'acme', tenantId: tenant.id }, 10);
    const types = activity.map(({ type, actor }) => [type, actor?.name]);
    assert.deepEqual(types.slice(1).toReversed(), [
      ['connection.created', 'migration'],
      ['connection.connected', 'migration'],
      ['connection.created', 'migration'],
    ]);
  });

  test('can be repeated: it updates what has changed and creates nothing twice', async () => {
    const line = { tenant: 'i2', connector: 'sandbox', external_ref: 'a', credentials: { api_key: SANDBOX_KEY } };
    const once = await importLines([line, line]);
    assert.deepEqual(
      once.map(({ status }) => status),
      ['created', 'unchanged', undefined],
    );
    const id = once[0]?.id;
    assert.equal(once[1]?.id, id);
    const [renamed] = await importLines([{ ...line, name: 'New' }]);
    assert.deepEqual([renamed?.status, renamed?.id], ['updated', id]);
    const [replaced] = await importLines([{ ...line, credentials: { api_key: 'other' } }]);
    assert.deepEqual([replaced?.status, replaced?.id], ['updated', id]);
    assert.equal((await read(`/connections/${id}/credentials`)).body['api_key'], 'other');
    const [conflict] = await importLines([{ ...line, connector: 'sandbox-bearer' }]);
    assert.deepEqual([conflict?.status, conflict?.error?.code], ['failed', 'conflict']);
  });

  test('that is repeated never takes back refreshed tokens, nor connects what was disconnected', async () => {
    const line = {
      ...{ tenant: 'i3', connector: 'sandbox-refreshable', external_ref: 'a' },
      credentials: { fields: { username: SANDBOX_USERNAME, password: SANDBOX_PASSWORD } },
    };
    const [created] = await importLines([line]);
    const credentials = `/connections/${created?.id}/credentials`;
    const { access_token: exchanged } = (await read(credentials)).body;
    assert.ok(exchanged);
    assert.equal((await importLines([line]))[0]?.status, 'unchanged');
    assert.equal((await read(credentials)).body['access_token'], exchanged);
    await api.call('POST', `/connections/${created?.id}/disconnect`, { token });
    assert.equal((await importLines([line]))[0]?.status, 'unchanged');
    assert.equal((await read(credentials)).status, 409);
  });

  test('imports the other lines when some are wrong, and names what is wrong without its value', async () => {
    const good = JSON.stringify({ tenant: 'i4', connector: 'sandbox' });
    const { token: restricted } = await issueAccessToken(api.harness, { tenants: ['i4'] });
    const results = await importText(
      [
        ...['{', '[]', '{"__proto__":{},"tenant":"i4","connector":"sandbox"}', ''],
        JSON.stringify({ tenant: 'i4', connector: 'nothing' }),
        JSON.stringify({ tenant: 'i4', connector: 'sandbox', id: 2 ** 53 - 1 }),
        JSON.stringify({ tenant: 'i4', connector: 'sandbox', credentials: { api_key: 7_777_777 } }),
        JSON.stringify({ tenant: 'elsewhere', connector: 'sandbox' }),
        JSON.stringify({ tenant: 'key:i4', connector: 'sandbox' }),
        JSON.stringify({ tenant: 'i4', connector: 'sandbox', name: 'x'.repeat(100_000) }),
        good,
      ].join('\n'),
      restricted,
    );
    assert.deepEqual(
      results.map(({ line, status, error }) => [line, status, error?.code, error?.fields?.[0]?.path]),
      [
        [1, 'failed', 'invalid_request', undefined],
        [2, 'failed', 'invalid_request', ''],
        [3, 'failed', 'invalid_request', ''],
        [5, 'failed', 'invalid_request', 'connector'],
        [6, 'failed', 'invalid_request', 'id'],
        [7, 'failed', 'invalid_request', 'credentials.api_key'],
        [8, 'failed', 'not_found', undefined],
        [9, 'failed', 'invalid_request', 'tenant'],
        [10, 'failed', 'payload_too_large', undefined],
        [11, 'created', undefined, undefined],
        [undefined, undefined, undefined, undefined],
      ],
    );
    assert.ok(!JSON.stringify(results).includes('7777777'));
    assert.equal(results.at(-1)?.summary?.['failed'], 9);
  });

  test('answers while the body arrives, and takes any number of lines', async () => {
    const encoder = new TextEncoder();
    const body = new TransformStream<Uint8Array, Uint8Array>();
    const writer = body.writable.getWriter();
    const request = new Request('https://connect.example.com/api/v1/connections/import', {
      method: 'POST',
      headers: { ...HEADERS, authorization: `Bearer ${token}` },
      body: body.readable,
      duplex: 'half',
    });
    const response = await api.harness.fetch(request);
    assert.ok(response.body);
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    // Long, so that few lines are more than one body may have elsewhere.
    const lineOf = (n: number) =>
      `${JSON.stringify({ tenant: `many${n % 7}`, connector: 'sandbox', external_ref: `r${n}`.padEnd(250, '-') })}\n`;
    void writer.write(encoder.encode(lineOf(0)));
    assert.match((await reader.read()).value ?? '', /^\{"line":1,"status":"created"/);
    const total = 300;
    const rest = Array.from({ length: total - 1 }, (_, index) => lineOf(index + 1)).join('');
    assert.ok(rest.length > 64 * 1024);
    void writer.write(encoder.encode(rest)).then(() => writer.close());
    let text = '';
    for (let part = await reader.read(); part.value !== undefined; part = await reader.read()) text += part.value;
    assert.match(text, new RegExp(`"summary":\\{"lines":${total},"created":${total},`));
  });

  test('ends without a summary when no byte arrives for a minute, keeps what it has done, and counts no longer', async (t) => {
    // The minute is short here.
    const hurried = await startApiHarness({ importIdleTimeoutMs: 20 });
    t.after(() => hurried.close());
    const { token: idle } = await issueAccessToken(hurried.harness);
    const start = async () => {
      const line = `${JSON.stringify({ tenant: 'idle', connector: 'sandbox' })}\n`;
      const body = new ReadableStream<Uint8Array>({
        start: (source) => source.enqueue(new TextEncoder().encode(line)),
      });
      const headers = { ...HEADERS, authorization: `Bearer ${idle}` };
      const init = { method: 'POST', headers, body, duplex: 'half' } as const;
      const response = await hurried.harness.fetch(new Request('https://c.example/api/v1/connections/import', init));
      assert.equal(response.status, 200);
      return response.text();
    };
    // One more than may run at once.
    for (let count = 0; count < 9; count += 1) assert.match(await start(), /^\{"line":1,"status":"created".*\}\n$/);
    assert.match(hurried.harness.log(), /an import was interrupted/);
    const { body } = await hurried.call('GET', '/connections?tenant=key:idle', { token: idle });
    assert.equal(body.data.length, 9);
  });

  test('is refused while eight others of the access token run, and with another media type', async () => {
    const { token: busy } = await issueAccessToken(api.harness);
    const start = async () => {
      const body = new TransformStream<Uint8Array, Uint8Array>();
      const response = await api.harness.fetch(
        new Request('https://connect.example.com/api/v1/connections/import', {
          method: 'POST',
          headers: { ...HEADERS, authorization: `Bearer ${busy}` },
          body: body.readable,
          duplex: 'half',
        }),
      );
      assert.equal(response.status, 200);
      return async () => {
        await body.writable.close();
        await response.text();
      };
    };
    const running = await Promise.all(Array.from({ length: 8 }, start));
    const ninth = await api.call('POST', '/connections/import', { token: busy, headers: HEADERS, body: '' });
    assert.deepEqual([ninth.status, ninth.headers.get('retry-after')], [429, '10']);
    await Promise.all(running.map((finish) => finish()));
    assert.equal((await importLines([], busy)).length, 1);
    const json = await api.call('POST', '/connections/import', { token: busy, body: {} });
    assert.equal(json.status, 415);
  });
});

test('other work of the process runs between the turns of several callers', async () => {
  const turns = new Turns();
  const order: string[] = [];
  const take = async (name: string) => {
    await turns.next();
    order.push(name);
    setImmediate(() => order.push('other work'));
  };
  await Promise.all([take('first'), take('second'), take('third')]);
  assert.deepEqual(order, ['first', 'other work', 'second', 'other work', 'third']);
});

test('a caller that is alone gets each turn', async () => {
  const turns = new Turns();
  for (let turn = 0; turn < 3; turn += 1) await turns.next();
});
