import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { createAdaptorServer } from '@hono/node-server';
import type { TokenExchangeResponse } from '../../../widget/protocol/session-api.ts';
import { createAccessToken } from '../../auth/access-token.ts';
import { HOST_ORIGIN, startHarness } from '../../testing/harness.ts';
import type { Harness } from '../../testing/harness.ts';
import { ApplicationHost } from './testing/application-host.ts';

const APP = '/embed/applications/9a41';

let harness: Harness;
let host: ApplicationHost;
let server: ReturnType<typeof createAdaptorServer>;

before(async () => {
  harness = await startHarness({
    organizations: {
      initech: {
        allowedOrigins: [HOST_ORIGIN],
        integrations: { sales: { id: 1, name: 'Sales', connectors: ['sandbox'] } },
        apps: { '9a41': { integration: 'sales' } },
      },
    },
  });
  host = await ApplicationHost.start(harness, 'initech');
  server = createAdaptorServer({ fetch: harness.fetch });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
after(async () => {
  server.close();
  await harness.close();
});

/** The first `python3` of the path may not be the system's, which is the one that has Debian's packages. */
function findPython(modules: string): string | undefined {
  return ['python3', '/usr/bin/python3'].find(
    (command) => spawnSync(command, ['-c', `import ${modules}`], { stdio: 'ignore' }).status === 0,
  );
}

const flask = findPython('flask, requests');
const python = findPython('wsgiref');

/** The back ends of the documentation, each with the command that runs it, and what it needs. */
const BACK_ENDS: readonly (readonly [title: string, file: string, command: string | undefined, needs: string])[] = [
  ['in the shape of Express', 'express-host.mjs', process.execPath, 'node'],
  ['in Flask', 'flask_host.py', flask, 'python3 with flask and requests (apt: python3-flask python3-requests)'],
  ['in the shape of Django', 'wsgi_host.py', python, 'python3'],
];

/** Starts a back end and reads what its page gets from it. */
async function askBackEnd(file: string, command: string, accessToken: string) {
  const program = new URL(`testing/${file}`, import.meta.url).pathname;
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const backEnd = spawn(command, [program, address, accessToken], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const stopped = once(backEnd, 'exit').then(() => {
      throw new Error('The back end stopped.');
    });
    const [output] = (await Promise.race([once(backEnd.stdout, 'data'), stopped])) as [Buffer];
    const response = await fetch(`http://127.0.0.1:${output.toString().trim()}/token`);
    return { status: response.status, json: await response.json() };
  } finally {
    backEnd.kill();
    if (backEnd.exitCode === null && backEnd.signalCode === null) await once(backEnd, 'exit');
  }
}

describe('a back end of the documentation of embedded applications', () => {
  for (const [title, file, command, needs] of BACK_ENDS) {
    const missing = command === undefined && `NOT RUN: ${needs} is missing`;
    if (missing) process.stderr.write(`${missing}\n`);

    test(
      `${title} gets a token that opens the application, and hears why it gets none`,
      { skip: missing },
      async () => {
        const answer = await askBackEnd(file, command ?? '', host.accessToken.token);
        assert.equal(answer.status, 200);
        const body = answer.json as { access_token: string; token_type: string; expires_in: number };
        assert.deepEqual([body.token_type, body.expires_in], ['Bearer', 86_400]);
        const { status, json } = await host.exchange(APP, { token: body.access_token });
        assert.equal(status, 200);
        const { tenant, connectors } = json as TokenExchangeResponse;
        assert.deepEqual([tenant, connectors.length], ['4242', 1]);

        const refused = await askBackEnd(file, command ?? '', createAccessToken().token);
        assert.equal(refused.status, 401);
        const { error, detail } = refused.json as { error: string; detail: string };
        assert.equal(error, 'unauthorized');
        assert.match(detail, /access token was not accepted/);
      },
    );
  }
});
