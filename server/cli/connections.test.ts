import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connectionsCommand } from './connections.ts';

for (const name of ['disconnect', 'delete']) {
  test(`the help of ${name} says that nothing is revoked at the system`, () => {
    const command = connectionsCommand().commands.find((candidate) => candidate.name() === name);
    assert.ok(command);
    let help = '';
    command.configureOutput({ writeOut: (text) => (help += text) }).outputHelp();
    assert.match(help, /Nothing is revoked at the connected system/);
  });
}
