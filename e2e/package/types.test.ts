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
  copyFileSync(path.join(import.meta.dirname, 'host.tsx'), path.join(project.folder, 'host.tsx'));

  for (const [module, moduleResolution] of [
    ['nodenext', 'nodenext'],
    ['esnext', 'bundler'],
  ]) {
    test(`compiles with the types of the package as ${moduleResolution} finds them`, () => {
      const configFile = path.join(project.folder, `tsconfig.${moduleResolution}.json`);
      const compilerOptions = {
        ...{ module, moduleResolution, target: 'es2022', lib: ['es2022', 'dom', 'dom.iterable'], jsx: 'react-jsx' },
        ...{ strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, noEmit: true },
        // Declarations that are wrong in themselves are the package's fault too.
        ...{ skipLibCheck: false, types: [] },
      };
      writeFileSync(configFile, JSON.stringify({ compilerOptions, files: ['host.tsx'] }));

      const { stdout, status } = spawnSync(process.execPath, [COMPILER, '-p', configFile], { encoding: 'utf8' });

      assert.equal(stdout, '');
      assert.equal(status, 0);
    });
  }
});
