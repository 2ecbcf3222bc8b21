import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { z } from 'zod';

const ROOT = path.resolve(import.meta.dirname, '../..');

/** What host projects have beside this package. */
const HOST_DEPENDENCIES = ['react', 'react-dom', '@types/react', '@types/react-dom', 'vue', 'svelte'];

/** Names the project that `npm test` has made for all its runners. */
const PROJECT_VARIABLE = 'EMBED_CONNECTION_PROJECT';

const packageFile = z.object({ dependencies: z.record(z.string(), z.string()) });
const packAnswer = z.tuple([z.object({ filename: z.string() })]);

/** A project that has installed this package from npm, as far as a project can without a network. */
export interface HostProject {
  readonly folder: string;
  /** What `npm pack` made. */
  readonly tarball: string;
  remove(): void;
}

/**
 * Makes a project with the built package in it, the way npm would publish it. Needs `npm run build`.
 *
 * Within `npm test` it is made once, and this returns that one.
 */
export function hostProject(): HostProject {
  const shared = process.env[PROJECT_VARIABLE];
  // Whoever made it removes it.
  return shared === undefined ? makeHostProject() : { ...projectPaths(shared), remove: () => undefined };
}

/** Makes a project of its own. What is no declared dependency of the package cannot be imported in it. */
export function makeHostProject(folder = mkdtempSync(path.join(os.tmpdir(), 'embed-connection-host-'))): HostProject {
  const { tarball } = projectPaths(folder);
  const modules = path.join(folder, 'node_modules');
  mkdirSync(modules, { recursive: true });

  const answer = npmPack(folder);
  renameSync(path.join(folder, answer), tarball);
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

/** Name of the file that npm made. */
function npmPack(folder: string): string {
  const answer = execFileSync('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder], {
    cwd: ROOT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    shell: process.platform === 'win32',
  });
  return packAnswer.parse(JSON.parse(answer))[0].filename;
}

// `npm test` runs this file, with the folder that it has chosen.
if (import.meta.main) makeHostProject(process.argv[2]);
