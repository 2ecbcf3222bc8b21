// What `npm test` runs: build, checks, and every runner, each whatever became of the one before. The last line says
// how many tests and checks passed and failed.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const folder = mkdtempSync(path.join(os.tmpdir(), 'embed-connection-test-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

/** Far longer than any runner takes: what is not done by then hangs. */
const PATIENCE_MS = 15 * 60_000;

const total = { passed: 0, failed: 0 };
const startedAt = performance.now();

/** Runs a program of node_modules/.bin, or of the system. Resolves to its exit status and, if captured, its output. */
function run(command, { capture = false, env = {} } = {}) {
  const [program, ...args] = command;
  const child = spawn(program, args, {
    cwd: root,
    env: {
      ...process.env,
      ...env,
      PATH: `${path.join(root, 'node_modules/.bin')}${path.delimiter}${process.env.PATH}`,
    },
    stdio: capture ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'],
  });
  // A failing test may leave something behind that keeps its file from ending. (`--test-force-exit` ends those too, and
  // loses tests of files that are not done registering theirs.)
  const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
  child.on('close', () => clearTimeout(timer));
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (text) => (output += text));
  return new Promise((resolve) => {
    child.on('error', (error) => resolve({ status: 1, output: error.message }));
    child.on('close', (status) => resolve({ status: status ?? 1, output }));
  });
}

function report(name, { passed, failed }, since) {
  total.passed += passed;
  total.failed += failed;
  const seconds = ((performance.now() - since) / 1000).toFixed(1);
  console.log(`${failed === 0 ? 'ok    ' : 'FAILED'}  ${name}: ${passed} passed, ${failed} failed (${seconds} s)`);
}

/** Something that is right or wrong as a whole. What it says is shown only when it is wrong, or where it has figures. */
async function check(name, command, { figures = false } = {}) {
  const since = performance.now();
  const { status, output } = await run(command, { capture: true });
  if (status !== 0 || figures) console.log(output.trimEnd());
  report(name, status === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 }, since);
  return status === 0;
}

/**
 * A test runner, which is handed the name of a file to write its counts to.
 *
 * One that ends without counts, without a single test, or unhappy although every test passed, is one failure.
 */
async function runner(name, { command, env, counts }) {
  console.log(`\n${name}`);
  const since = performance.now();
  const file = path.join(folder, `${name}.json`);
  const { status } = await run(command(file), { env: env?.(file) });
  const { passed, failed } = existsSync(file)
    ? counts(JSON.parse(readFileSync(file, 'utf8')))
    : { passed: 0, failed: 0 };
  const unexplained = failed === 0 && (status !== 0 || passed === 0);
  report(name, { passed, failed: unexplained ? 1 : failed }, since);
}

const nodeTests = (files, options = []) => ({
  command: (file) => [
    'node',
    ...options,
    '--test',
    // As many as there are cores: by itself Node leaves one free, which here would be every other one.
    `--test-concurrency=${os.availableParallelism()}`,
    '--test-reporter=dot',
    '--test-reporter-destination=stdout',
    '--test-reporter=./scripts/count-reporter.mjs',
    `--test-reporter-destination=${file}`,
    files,
  ],
  counts: (counts) => counts,
});

const SERVER_TESTS = 'server/**/*.test.ts';

/** A project that has the package installed, for whoever tests the package. */
const hostProject = path.join(folder, 'host');
process.env.EMBED_CONNECTION_PROJECT = hostProject;

const built = await check('build', ['npm', 'run', '--silent', 'build'], { figures: true });
const packed = built && (await check('package', ['node', 'e2e/package/pack.ts', hostProject]));
if (packed) {
  const tarball = path.join(hostProject, 'embed-connection.tgz');
  await Promise.all([
    check('package, as publint sees it', ['publint', 'run', tarball, '--strict']),
    check('types of the package', ['attw', '--profile', 'esm-only', '--no-definitely-typed', tarball]),
  ]);
}
await Promise.all([
  check('generated tables', ['node', 'scripts/docs.ts', '--check']),
  check('types of the server', ['tsc', '-p', 'tsconfig.server.json']),
  check('types of the widget', ['tsc', '-p', 'tsconfig.widget.json']),
  check('types of the end-to-end tests', ['tsc', '-p', 'e2e/tsconfig.json']),
  check('lint', ['eslint', '.']),
  check('format', ['prettier', '--check', '--log-level', 'warn', '.']),
  check('unused files, exports and packages', ['knip']),
]);

// The server's pages are made of what was built.
if (built) await runner('server, from source', nodeTests(SERVER_TESTS));
if (built) {
  const fromDist = ['--import', import.meta.resolve('./from-dist.mjs')];
  await runner('server, as built', nodeTests(SERVER_TESTS, fromDist));
}
if (packed) await runner('package in a host', nodeTests('e2e/package/*.test.ts'));
await runner('elements in browsers', {
  command: (file) => ['node', 'scripts/web-tests.mjs', file],
  counts: (counts) => counts,
});
if (built) {
  await runner('whole flows in browsers', {
    command: () => ['playwright', 'test', '--reporter=list,json'],
    env: (file) => ({ PLAYWRIGHT_JSON_OUTPUT_FILE: file }),
    counts: ({ stats, errors }) => ({
      passed: stats.expected,
      failed: stats.unexpected + stats.flaky + errors.length,
    }),
  });
}

console.log(`\nin ${((performance.now() - startedAt) / 60_000).toFixed(1)} minutes`);
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 ? 0 : 1;
