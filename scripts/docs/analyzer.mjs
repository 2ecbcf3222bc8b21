// Wraps the custom-elements analyzer, which has no type declarations. The types of this file are in `analyzer.d.mts`.
import { readFileSync } from 'node:fs';

import { create, ts } from '@custom-elements-manifest/analyzer';
import { litPlugin } from '@custom-elements-manifest/analyzer/src/features/framework-plugins/lit/lit.js';

/** Returns the custom-elements manifest of source files. It describes their custom elements, with the doc comments. */
export function analyze(files) {
  // Parses with the analyzer's own copy of TypeScript, because the values of `SyntaxKind` differ between versions.
  const modules = files.map((file) =>
    ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.ES2022, true),
  );
  return create({ modules, plugins: litPlugin(), context: { dev: false } });
}
