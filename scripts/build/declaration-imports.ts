import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/**
 * Replaces `./events.ts` by `./events.js` in the imports of a folder's declaration files.
 *
 * TypeScript 5 resolves both. Older versions and other tools resolve only `.js`.
 */
export function rewriteDeclarationImports(folder: string): void {
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.d.ts')) continue;
    const file = path.join(folder, name);
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replaceAll(/(\b(?:from|import) ?\(?["']\.{1,2}\/[^"']+)\.ts(?=["'])/g, '$1.js'));
  }
}
