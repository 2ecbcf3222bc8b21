import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { hostProject } from './pack.ts';

const COMPILER = createRequire(import.meta.url).resolve('typescript/bin/tsc');

describe('a host in TypeScript', () => {
  const project = hostProject();
  after(() => project.remove());

  /** Compiles files of this folder in the host project. Returns the compiler's output. */
  function compile(name: string, files: readonly string[], options: object): string {
    for (const file of files) copyFileSync(path.join(import.meta.dirname, file), path.join(project.folder, file));
    const configFile = path.join(project.folder, `tsconfig.${name}.json`);
    const compilerOptions = {
      ...{ target: 'es2022', lib: ['es2022', 'dom', 'dom.iterable'], jsx: 'react-jsx' },
      ...{ strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, noEmit: true },
      // Also reports errors in the package's own declaration files.
      ...{ skipLibCheck: false, types: [] },
      ...options,
    };
    writeFileSync(configFile, JSON.stringify({ compilerOptions, files }));
    return spawnSync(process.execPath, [COMPILER, '-p', configFile], { encoding: 'utf8' }).stdout;
  }

  for (const [module, moduleResolution] of [
    ['nodenext', 'nodenext'],
    ['esnext', 'bundler'],
  ] as const) {
    test(`compiles with the types that the package has for ${moduleResolution} resolution`, () => {
      const output = compile(moduleResolution, ['host.tsx', 'react-jsx.tsx'], { module, moduleResolution });
      assert.equal(output, '');
    });
  }

  test('compiles the plain tag in the JSX of another framework, without the types of React', () => {
    const options = { module: 'esnext', moduleResolution: 'bundler', listFiles: true };
    const output = compile('other-jsx', ['other-jsx.tsx'], options).trim().split('\n');
    assert.deepEqual(
      output.filter((line) => line.includes('error TS') || line.includes('@types/react')),
      [],
    );
    assert.ok(output.some((line) => line.endsWith('other-jsx.tsx')));
  });
});
