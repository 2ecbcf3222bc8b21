import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { NODE_OPTIONS } from '../testing/node-options.ts';
import { makeTemporaryFolder } from './testing/temporary-folder.ts';

const program = fileURLToPath(new URL('testing/use-tokens.ts', import.meta.url));

test('four processes that open a new file and use the same tokens at once are each first for some, once each', async (t) => {
  const folder = await makeTemporaryFolder();
  t.after(() => folder.remove());
  const tokens = 200;

  const outputs = await Promise.all(
    Array.from({ length: 4 }, () =>
      promisify(execFile)(process.execPath, [...NODE_OPTIONS, program, folder.path('embed.db'), `${tokens}`]),
    ),
  );

  const firsts = outputs.map(({ stdout }) => Number(stdout));
  assert.equal(
    firsts.reduce((sum, first) => sum + first, 0),
    tokens,
  );
});
