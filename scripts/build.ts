// Builds dist/ (`npm run build`).
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build, parseSync } from 'vite';
import { bundleServer } from './build/server.ts';
import { shortenTemplates } from './build/template-whitespace.ts';
import { manifestOf } from './docs/manifest.ts';
import { SourceTypes } from './docs/source-types.ts';
import { readTag } from './docs/tag.ts';

/** The scripts and styles in the server's pages, and the tag's script. */
async function bundle(): Promise<void> {
  await build({ mode: 'dialog', logLevel: 'warn' });
  await build({ mode: 'tag', logLevel: 'warn' });
  await build({ mode: 'window', logLevel: 'warn' });
}

/** The modules that the npm package exports to host pages. */
async function compileForHosts(): Promise<void> {
  await run('tsc', '-p', 'tsconfig.host.json');
  rewriteDeclarationImports('dist/host');
  shortenTemplatesIn('dist/host');
}

/** Removes indentation from the templates in a folder's modules, which the minifiers of hosts do not shorten. */
function shortenTemplatesIn(folder: string): void {
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.js')) continue;
    const file = path.join(folder, name);
    const code = readFileSync(file, 'utf8');
    writeFileSync(file, shortenTemplates(code, parseSync(file, code).program));
  }
}

/**
 * Replaces `./events.ts` by `./events.js` in the imports of a folder's declaration files.
 *
 * TypeScript 5 resolves both. Older versions and other tools resolve only `.js`.
 */
function rewriteDeclarationImports(folder: string): void {
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.d.ts')) continue;
    const file = path.join(folder, name);
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replaceAll(/(\b(?:from|import) ?\(?["']\.{1,2}\/[^"']+)\.ts(?=["'])/g, '$1.js'));
  }
}

async function run(program: string, ...args: readonly string[]): Promise<void> {
  const child = spawn(program, args, { stdio: 'inherit', shell: process.platform === 'win32' });
  const closed: unknown[] = await once(child, 'close');
  if (closed[0] !== 0) throw new Error(`${[program, ...args].join(' ')} failed.`);
}

function writeManifest(): void {
  const manifest = manifestOf(readTag(new SourceTypes('tsconfig.host.json')));
  writeFileSync('dist/custom-elements.json', `${JSON.stringify(manifest, null, 2)}\n`);
}

/**
 * Removes files of earlier builds, which npm would publish too. It runs last, so that a failed build removes nothing.
 */
function removeStaleFiles(startedAtMs: number): void {
  for (const entry of readdirSync('dist', { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name);
    if (entry.isFile() && statSync(file).mtimeMs < startedAtMs) rmSync(file);
  }
}

const startedAtMs = Date.now();

// Waits for all steps even if one fails, so that no step still writes when the next build starts.
const steps = await Promise.allSettled([bundle(), bundleServer(), compileForHosts()]);
for (const step of steps) {
  if (step.status === 'fulfilled') continue;
  const reason: unknown = step.reason;
  console.error(reason instanceof Error ? reason.message : reason);
  process.exitCode = 1;
}
if (process.exitCode === 1) process.exit();

writeManifest();
removeStaleFiles(startedAtMs);

// Prints the sizes that host pages pay for, and fails above the limits in .size-limit.json.
await run('size-limit');
