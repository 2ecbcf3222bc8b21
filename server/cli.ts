#!/usr/bin/env node
import { enableCompileCache } from './cli/compile-cache.ts';
import { isSupportedNode, runOnPinnedNode } from './cli/node-version.ts';

// Imported only then: older versions cannot even read the rest.
if (isSupportedNode()) {
  enableCompileCache();
  const { runCommandLine } = await import('./cli/program.ts');
  await runCommandLine(process.argv.slice(2));
} else {
  process.exitCode = await runOnPinnedNode(process.argv.slice(1));
}
