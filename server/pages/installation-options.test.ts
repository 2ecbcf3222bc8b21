import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, beforeEach, describe, test } from 'node:test';
import type { SettingOptionsResponse } from '../../widget/protocol/installation.ts';
import type { ErrorResponse } from '../../widget/protocol/session-api.ts';
import { SANDBOX_KEY } from '../sandbox/keys.ts';
import { ACME_SECRET, HOST_ORIGIN, startHarness } from '../testing/harness.ts';
import type { Harness } from '../testing/harness.ts';
import { openInstallFlow } from '../testing/install-flow.ts';
import type { InstallFlow } from '../testing/install-flow.ts';

let provider: Server;
let harness: Harness;
/** What the provider got since the test began: address and key of each request. */
let requests: string[] = [];
let answer: (request: IncomingMessage, response: ServerResponse) => void = () => undefined;

before(async () => {
  provider = createServer((request, response) => {
    requests.push(`${request.url ?? ''} ${String(request.headers['x-api-key'])}`);
    answer(request, response);
  });
  provider.listen(0, '127.0.0.1');
  await once(provider, 'listening');
  const origin = `http://127.0.0.1:${(provider.address() as AddressInfo).port}`;
  const remote = (path: string) => ({
    'x-options': { connector: 'lists', url: origin + path, items: 'data.lists', value: 'id', label: 'info.name' },
  });
  const settings = {
    properties: {
      list: { type: 'string', ...remote('/lists?of={team}') },
      numbers: { type: 'array', items: { type: 'integer', ...remote('/numbers') } },
      group: { type: 'object', properties: { list: { type: 'string', ...remote('/grouped') } } },
      kind: { enum: ['a', 'b'] },
      broken: { type: 'string', ...remote('/{unknown}') },
    },
    if: { properties: { kind: { const: 'a' } } },
    then: { properties: { hidden: { type: 'string', ...remote('/hidden') } } },
  };
  const consent = { required: true, text: { en: 'May we?' } };
  harness = await startHarness({
    connectors: () => ({
      lists: {
        name: 'Lists',
        inputs: { team: { label: 'Team', kind: 'text' } },
        auth: { type: 'api_key', in: 'header', name: 'X-Api-Key' },
      },
    }),
    organizations: {
      flow: {
        allowedOrigins: [HOST_ORIGIN],
        keys: [{ alg: 'HS256', secret: ACME_SECRET }],
        integrations: {
          sync: { id: 1, connectors: ['lists'], settings },
          asked: { id: 2, connectors: ['lists'], settings, consent },
        },
      },
    },
  });
});
after(async () => {
  await harness.close();
  const closed = once(provider, 'close');
  provider.close();
  provider.closeAllConnections();
  await closed;
});
beforeEach(() => {
  requests = [];
});

type Item = readonly [id: unknown, name: unknown];

function answerWith(items: readonly Item[]) {
  answer = (_request, response) => {
    const lists = items.map(([id, name]) => ({ id, info: { name } }));
    response.end(JSON.stringify({ data: { lists } }));
  };
}

async function connected(slug = 'sync', key = SANDBOX_KEY): Promise<InstallFlow> {
  const flow = await openInstallFlow(harness, `/flow/tenants/create/${slug}`);
  await connect(flow, key);
  return flow;
}

async function connect(flow: InstallFlow, key: string): Promise<void> {
  const path = `/connections/${flow.session.connectors[0]?.connections[0]?.id ?? 0}/credentials`;
  const { status, text } = await flow.call('PUT', path, { values: { api_key: key, team: 'a b' } });
  assert.equal(status, 200, text);
}

async function optionsOf(flow: InstallFlow, path: string): Promise<SettingOptionsResponse> {
  const { status, json, text } = await flow.call('GET', `/installation/options/${path}`);
  assert.equal(status, 200, text);
  return json as SettingOptionsResponse;
}

const codeOf = async (flow: InstallFlow, path: string) => {
  const { status, json } = await flow.call('GET', `/installation/options/${path}`);
  return [status, (json as ErrorResponse).error.code];
};

describe('the choices of a setting', () => {
  test('are not asked for without end while the provider fails', async () => {
    answer = (_request, response) => response.writeHead(500).end();
    const flow = await connected();
    const statuses = new Set<unknown>();
    for (let count = 0; count < 121; count += 1) statuses.add((await codeOf(flow, 'list'))[0]);
    assert.deepEqual([...statuses], [502, 429]);
    assert.equal(requests.length, 120);
  });

  test('are read from the provider with the credentials and the inputs of the connection', async () => {
    answerWith([
      [1, 'One'],
      ['two', 'Two'],
    ]);
    const { options, nextCursor } = await optionsOf(await connected(), 'list');
    assert.deepEqual(options, [
      { value: '1', label: 'One' },
      { value: 'two', label: 'Two' },
    ]);
    assert.equal(nextCursor, undefined);
    assert.deepEqual(requests, [`/lists?of=a%20b ${SANDBOX_KEY}`]);
  });

  for (const [path, address] of [
    ['numbers', '/numbers'],
    ['group.list', '/grouped'],
    ['hidden', '/hidden'],
  ] as const) {
    test(`are found at ${path}`, async () => {
      answerWith([[7, 'Seven']]);
      const { options } = await optionsOf(await connected(), path);
      assert.deepEqual(options, [{ value: path === 'numbers' ? 7 : '7', label: 'Seven' }]);
      assert.equal(requests[0], `${address} ${SANDBOX_KEY}`);
    });
  }

  test('leave out items that have no value or no label, or repeat a credential', async () => {
    answerWith([
      [null, 'None'],
      [{ id: 1 }, 'Object'],
      ['x', undefined],
      ['', 'Empty'],
      ['key', `My ${SANDBOX_KEY}`],
      ['good', '  Good\u202e\n one '],
    ]);
    assert.deepEqual((await optionsOf(await connected(), 'list')).options, [{ value: 'good', label: 'Good one' }]);
  });

  test('are searched by label and paged, with one request to the provider', async () => {
    answerWith(Array.from({ length: 450 }, (_, index) => [`id-${index}`, index === 449 ? 'Übrig' : `List ${index}`]));
    const flow = await connected();
    const pages = [await optionsOf(flow, 'list')];
    for (let cursor = pages[0]?.nextCursor; cursor !== undefined; cursor = pages.at(-1)?.nextCursor) {
      pages.push(await optionsOf(flow, `list?cursor=${cursor}`));
    }
    assert.deepEqual(
      pages.map(({ options }) => options.length),
      [200, 200, 50],
    );
    const ids = pages.flatMap(({ options }) => options.map(({ value }) => value));
    assert.equal(new Set(ids).size, 450);
    const search = async (query: string) => (await optionsOf(flow, `list?query=${encodeURIComponent(query)}`)).options;
    assert.deepEqual(await search('üBRIG'), [{ value: 'id-449', label: 'Übrig' }]);
    assert.equal((await search('list 44')).length, 10);
    assert.deepEqual(await search('nothing'), []);
    assert.equal(requests.length, 1);
  });

  test('are read again after a minute, and at once for another connection or account', async () => {
    answerWith([[1, 'One']]);
    const flow = await connected();
    await Promise.all([optionsOf(flow, 'list'), optionsOf(flow, 'list')]);
    assert.equal(requests.length, 1);
    harness.advance(61_000);
    await optionsOf(flow, 'list');
    assert.equal(requests.length, 2);
    await connect(flow, 'another-key');
    await optionsOf(flow, 'list');
    await optionsOf(await connected(), 'list');
    assert.deepEqual(
      requests.slice(2).map((line) => line.split(' ')[1]),
      ['another-key', SANDBOX_KEY],
    );
  });
});

describe('a provider that fails', () => {
  for (const [title, fail, message] of [
    ['with its own error', (response: ServerResponse) => response.writeHead(500).end('{}'), /status 500/],
    ['and asks to wait', (response: ServerResponse) => response.writeHead(429).end('{}'), /status 429/],
    ['and refuses the credentials', (response: ServerResponse) => response.writeHead(401).end('{}'), /status 401/],
    ['and knows no such address', (response: ServerResponse) => response.writeHead(404).end('{}'), /status 404/],
    ['with a web page', (response: ServerResponse) => response.end('<html>'), /no list at data\.lists/],
    [
      'with another answer',
      (response: ServerResponse) => response.end('{"data":{"lists":{}}}'),
      /no list at data\.lists/,
    ],
    ['in the middle', (response: ServerResponse) => response.destroy(), /could not be asked/],
    [
      'and sends people elsewhere',
      (response: ServerResponse) => response.writeHead(302, { location: 'http://localhost:1/' }).end(),
      /could not be asked/,
    ],
  ] as const) {
    test(`${title} is a sentence, and is asked again`, async () => {
      answer = (_request, response) => fail(response);
      const flow = await connected();
      const { status, json, text } = await flow.call('GET', '/installation/options/list');
      assert.equal(status, 502);
      assert.equal((json as ErrorResponse).error.code, 'provider_unavailable');
      assert.match((json as ErrorResponse).error.message, message);
      assert.ok(!text.includes(SANDBOX_KEY));
      answerWith([[1, 'One']]);
      assert.equal((await optionsOf(flow, 'list')).options.length, 1);
    });
  }

  test('is not asked with an address that the connection cannot fill in', async () => {
    assert.deepEqual(await codeOf(await connected(), 'broken'), [502, 'provider_unavailable']);
    assert.deepEqual(requests, []);
  });
});

describe('choices are refused', () => {
  for (const [path, status] of [
    ['kind', 404],
    ['none', 404],
    ['group', 404],
    ['list.more', 404],
    ['toString', 404],
    ['list?cursor=x', 400],
    ['list?cursor=LTE', 400],
    [`list?query=${'x'.repeat(201)}`, 422],
  ] as const) {
    test(`for ${path.slice(0, 30)} with ${status}`, async () => {
      answerWith([[1, 'One']]);
      const [answered] = await codeOf(await connected(), path);
      assert.equal(answered, status);
    });
  }

  test('before the connector is connected, and before a consent', async () => {
    const flow = await openInstallFlow(harness, '/flow/tenants/create/sync');
    assert.deepEqual(await codeOf(flow, 'list'), [409, 'conflict']);
    const asked = await openInstallFlow(harness, '/flow/tenants/create/asked');
    assert.deepEqual(await codeOf(asked, 'list'), [403, 'consent_required']);
    assert.deepEqual(requests, []);
  });
});
