#!/usr/bin/env node
import { loadProgram } from './cli/load-program.ts';
import { isSupportedNode, runOnPinnedNode } from './cli/node-version.ts';

// Loaded only then: older versions cannot even read the rest.
if (isSupportedNode()) {
  const { runCommandLine } = await loadProgram();
  await runCommandLine(process.argv.slice(2));
} else {
  process.exitCode = await runOnPinnedNode(process.argv.slice(1));
}
