import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { test } from 'node:test';
import { makeTemporaryFolder } from '../store/testing/temporary-folder.ts';
import { runCommand } from '../testing/command-line.ts';

const CONFIG = `
organizations:
  acme: { name: Acme, keys: [{ alg: HS256, secret: acme-signs-its-tokens-with-this-32 }] }
connectors:
  crm: { name: CRM, auth: { type: api_key, in: bearer } }
`;

test('connections import takes chosen ids, can be repeated, and refuses ids that would use up the others', async (t) => {
  const folder = await makeTemporaryFolder();
  t.after(() => folder.remove());
  const cwd = folder.path('.');
  const run = async (lines: readonly object[]) => {
    await writeFile(folder.path('file.ndjson'), lines.map((line) => JSON.stringify(line)).join('\n'));
    const args = ['connections', 'import', '--org', 'acme', '--dev', '--json', 'file.ndjson'];
    const { status, stdout, stderr } = await runCommand(args, { cwd });
    const results = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { status?: string; id?: number; error?: { code: string } });
    return { status, stderr, results: results.map(({ status: result, id, error }) => [result, id ?? error?.code]) };
  };
  await writeFile(folder.path('embed.config.yaml'), CONFIG);
  const line = { tenant: '42', connector: 'crm', credentials: { api_key: 'k-1' } };

  const first = await run([{ ...line, id: 700 }, line, { ...line, id: 900 }]);
  assert.deepEqual(
    first.results,
    [
      ['created', 700],
      ['created', 701],
      ['created', 900],
      [undefined, undefined],
    ],
    first.stderr,
  );
  assert.equal(first.status, 0);

  const second = await run([
    { ...line, id: 700 },
    { ...line, id: 800 },
    { ...line, id: 2 ** 53 - 1 },
  ]);
  assert.deepEqual(second.results.slice(0, 3), [
    ['unchanged', 700],
    ['failed', 'conflict'],
    ['failed', 'invalid_request'],
  ]);
  assert.equal(second.status, 1);
});
