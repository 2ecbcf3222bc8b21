import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/**
 * Lets the declarations of a folder name files that are there: `./events.js`, where the compiler leaves `./events.ts`.
 *
 * TypeScript finds the declarations either way from version 5 on; older ones and other readers do not.
 */
export function rewriteDeclarationImports(folder: string): void {
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.d.ts')) continue;
    const file = path.join(folder, name);
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replaceAll(/(\b(?:from|import) ?\(?["']\.{1,2}\/[^"']+)\.ts(?=["'])/g, '$1.js'));
  }
}
