import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connectionsCommand } from './connections.ts';

for (const name of ['disconnect', 'delete']) {
  test(`the help of ${name} says that nothing is revoked at the provider`, () => {
    const command = connectionsCommand().commands.find((candidate) => candidate.name() === name);
    assert.ok(command);
    let help = '';
    command.configureOutput({ writeOut: (text) => (help += text) }).outputHelp();
    assert.match(help, /Nothing is revoked at the connected system/);
  });
}

for (const [args, message] of [
  [['list', '--limit', '0'], '--limit must be a whole number, 1 to 1000.'],
  [['list', '--limit', '1001'], '--limit must be a whole number, 1 to 1000.'],
  [['create', '--connector', 'any', '--tenant', ''], /^--tenant must have 1 to 255 characters/],
  [['create', '--connector', 'any', '--tenant', '1', '--user', ' '], /^--user must have 1 to 255 characters/],
  [['list', '--tenant', ''], /^--tenant must have 1 to 255 characters/],
] as const) {
  test(`refuses ${args.map((arg) => JSON.stringify(arg)).join(' ')} before anything is read`, async () => {
    const running = connectionsCommand().parseAsync([...args, '--org', 'acme'], { from: 'user' });
    await assert.rejects(running, { name: 'CommandError', code: 'invalid_usage', message });
  });
}
