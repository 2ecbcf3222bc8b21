import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pino } from 'pino';

import { Housekeeping } from './housekeeping.ts';
import { connectionOf, hashOf, newFlow, NOW, tenantOf } from './store/testing/fill-store.ts';
import { openTemporaryStore } from './store/testing/open-temporary-store.ts';

const MINUTE_MS = 60 * 1000;

test('ten minutes after the start what has expired is deleted, and the log counts it', async (t) => {
  const temporary = await openTemporaryStore();
  t.after(() => temporary.close());
  const { store } = temporary;
  const scope = await tenantOf(store, 'acme', '42');
  const connection = await connectionOf(store, scope);
  await store.write(async ({ sessions, usedTokens, flows }) => {
    await sessions.create({ ...scope, tokenHash: hashOf('a'), context: '{}', expiresAt: NOW });
    for (const id of ['a', 'b']) await usedTokens.use('acme', id, NOW, NOW - 1);
    for (const id of ['a', 'b', 'c']) await flows.create(scope, newFlow(connection, id, NOW - 60 * MINUTE_MS));
    await flows.create(scope, newFlow(connection, 'd', NOW));
  });
  const logged = Promise.withResolvers<string>();
  t.mock.timers.enable({ apis: ['setInterval', 'Date'], now: NOW });
  const housekeeping = new Housekeeping(store, pino({ base: null, timestamp: false }, { write: logged.resolve }));

  housekeeping.start();
  t.after(() => housekeeping.stop());
  t.mock.timers.tick(10 * MINUTE_MS);

  assert.deepEqual(JSON.parse(await logged.promise), {
    level: 30,
    sessions: 1,
    usedTokens: 2,
    flows: 3,
    signingKeys: 0,
    msg: 'deleted what had expired',
  });
  assert.ok(await store.flows.findByToken(hashOf('d')));
});
