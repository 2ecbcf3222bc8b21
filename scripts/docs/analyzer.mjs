// Wraps the custom-elements analyzer, which has no types.
import { readFileSync } from 'node:fs';

import { create, ts } from '@custom-elements-manifest/analyzer';
import { litPlugin } from '@custom-elements-manifest/analyzer/src/features/framework-plugins/lit/lit.js';

/** Reads the doc comments of custom elements. */
export function analyze(files) {
  // The analyzer's own TypeScript, because the numbers of syntax kinds differ between versions.
  const modules = files.map((file) =>
    ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.ES2022, true),
  );
  return create({ modules, plugins: litPlugin(), context: { dev: false } });
}
