import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { z } from 'zod';

const ROOT = path.resolve(import.meta.dirname, '../..');

/** The other packages in a host project. The server needs `better-sqlite3`, which front ends do not install. */
const HOST_DEPENDENCIES = ['react', 'react-dom', '@types/react', '@types/react-dom', 'vue', 'svelte', 'better-sqlite3'];

/** Environment variable with the folder of the project that `npm test` shares between its runners. */
const PROJECT_VARIABLE = 'EMBED_CONNECTION_PROJECT';

const packageFile = z.object({ dependencies: z.record(z.string(), z.string()) });
const packOutput = z.tuple([z.object({ filename: z.string() })]);

/** A project in which this package is installed as from npm, but without a network. */
export interface HostProject {
  readonly folder: string;
  /** The file that `npm pack` created. */
  readonly tarball: string;
  remove(): void;
}

/**
 * Creates a project with the built package, as npm would publish it. Requires `npm run build`.
 *
 * During `npm test` it returns one shared project.
 */
export function hostProject(): HostProject {
  const shared = process.env[PROJECT_VARIABLE];
  // `npm test` removes the shared project.
  return shared === undefined ? createHostProject() : { ...projectPaths(shared), remove: () => undefined };
}

/** Creates a new project. The package can import only its declared dependencies there. */
export function createHostProject(folder = mkdtempSync(path.join(os.tmpdir(), 'embed-connection-host-'))): HostProject {
  const { tarball } = projectPaths(folder);
  const modules = path.join(folder, 'node_modules');
  mkdirSync(modules, { recursive: true });

  const packed = npmPack(folder);
  renameSync(path.join(folder, packed), tarball);
  execFileSync('tar', ['-xzf', tarball, '-C', modules]);
  const installed = path.join(modules, 'embed-connection');
  renameSync(path.join(modules, 'package'), installed);

  const { dependencies } = packageFile.parse(JSON.parse(readFileSync(path.join(installed, 'package.json'), 'utf8')));
  for (const name of [...Object.keys(dependencies), ...HOST_DEPENDENCIES]) {
    mkdirSync(path.dirname(path.join(modules, name)), { recursive: true });
    symlinkSync(path.join(ROOT, 'node_modules', name), path.join(modules, name), 'junction');
  }
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ name: 'host', private: true, type: 'module' }));
  return { folder, tarball, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

function projectPaths(folder: string) {
  return { folder, tarball: path.join(folder, 'embed-connection.tgz') };
}

/** Runs `npm pack`, and returns the name of the file that it created. */
function npmPack(folder: string): string {
  const output = execFileSync('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder], {
    cwd: ROOT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    shell: process.platform === 'win32',
  });
  return packOutput.parse(JSON.parse(output))[0].filename;
}

// `npm test` runs this file with the folder of the shared project.
if (import.meta.main) createHostProject(process.argv[2]);
