// The part of the custom-elements analyzer that is used here. It comes without types.
import { readFileSync } from 'node:fs';

import { create, ts } from '@custom-elements-manifest/analyzer';
import { litPlugin } from '@custom-elements-manifest/analyzer/src/features/framework-plugins/lit/lit.js';

/** Reads what doc comments say of custom elements. */
export function analyze(files) {
  // Its own TypeScript, since the numbers of node kinds differ between versions.
  const modules = files.map((file) =>
    ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.ES2022, true),
  );
  return create({ modules, plugins: litPlugin(), context: { dev: false } });
}
