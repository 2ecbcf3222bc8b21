import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import { initCommand } from './init.ts';

for (const [title, key, code] of [
  ['Ctrl-C', '\x03', 'cancelled'],
  ['Ctrl-D', '\x04', 'failed'],
] as const) {
  test(`${title} at the question writes nothing`, async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'embed-init-'));
    t.after(() => rm(folder, { recursive: true }));
    const terminal = () => Object.assign(new PassThrough(), { isTTY: true });
    const [input, output] = [terminal(), terminal()];
    input.write(key);
    const args = ['--config', join(folder, 'embed.config.yaml'), '--env', join(folder, '.env')];
    const running = initCommand(() => ({ input, output })).parseAsync(args, { from: 'user' });
    await assert.rejects(running, { name: 'CommandError', code });
    assert.deepEqual(await readdir(folder), []);
  });
}
