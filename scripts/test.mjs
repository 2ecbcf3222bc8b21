// Runs `npm test` and `npm run test:long`: the build, the checks and all test runners, even if one of them fails. The
// last line of output has the numbers of passed and failed tests and checks.
//
// The tests in browsers wait for much, so the phases in Node.js run beside them.
import { spawn } from 'node:child_process';
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const root = path.resolve(import.meta.dirname, '..');
/** Makes a folder that is deleted at the end. */
function temporaryFolder(parent) {
  const folder = mkdtempSync(path.join(parent, 'embed-connection-test-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

// A run that is interrupted deletes its folders too: one of them is in memory.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(1));

/** The long form: all rounds, every test in every engine, and the command line from source too. */
const LONG = process.argv.includes('--long');

const folder = temporaryFolder(os.tmpdir());

/** Room that the temporary files of `npm test` need at most. */
const MEMORY_FOLDER_BYTES = 2 * 2 ** 30;

/** Whether Linux has a file system in memory with enough room. */
function hasMemoryFolder() {
  try {
    const { bavail, bsize } = statfsSync('/dev/shm');
    return bavail * bsize >= MEMORY_FOLDER_BYTES && process.availableMemory() >= MEMORY_FOLDER_BYTES;
  } catch {
    return false;
  }
}

/**
 * Folder for the databases and browser profiles of tests. In memory if possible, because a store waits for the disk at
 * each commit. The databases of the long form are too large for it.
 */
const testFiles = !LONG && hasMemoryFolder() ? temporaryFolder('/dev/shm') : os.tmpdir();

/** A phase that takes longer hangs, and is killed. On a slow machine, it takes several times as long as usual. */
const TIMEOUT_MS = (LONG ? 180 : 60) * 60_000;

/**
 * The niceness of the checks and of the tests in Node.js. The browser tests go first, because they have timeouts. Only the
 * tests in Node.js use both cores until they end, so they go last.
 */
const CHECK_PRIORITY = 5;
const NODE_TEST_PRIORITY = 10;

/** Cache of the compiler, the linter and Node.js, kept between runs. */
const CACHE = 'node_modules/.cache/embed-connection';

const total = { passed: 0, failed: 0 };
/** The failed tests and checks. They are printed again at the end. */
const failures = [];

/** How many failures are listed at the end. */
const MAX_LISTED_FAILURES = 40;

const startedAt = performance.now();

/** Runs a program of node_modules/.bin, or of the system. Resolves to its exit status and its output. */
function run([program, ...args], { env = {}, onLine, priority = 0 } = {}) {
  const child = spawn(program, args, {
    cwd: root,
    env: {
      ...process.env,
      ...(LONG && { TEST_LONG: '1' }),
      NODE_COMPILE_CACHE: path.join(root, CACHE, 'node'),
      ...env,
      PATH: `${path.join(root, 'node_modules/.bin')}${path.delimiter}${process.env.PATH}`,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (priority !== 0 && child.pid !== undefined) os.setPriority(child.pid, priority);
  // A failed test may leave a handle open that keeps its process alive. (`--test-force-exit` would also lose tests of
  // files that are still registering tests.)
  const timer = setTimeout(() => child.kill('SIGKILL'), TIMEOUT_MS);
  child.on('close', () => clearTimeout(timer));
  let output = '';
  let line = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      output += text;
      if (!onLine) return;
      const lines = (line + text).split('\n');
      line = lines.pop() ?? '';
      for (const whole of lines) onLine(whole);
    });
  }
  return new Promise((resolve) => {
    child.on('error', (error) => resolve({ status: 1, output: error.message }));
    child.on('close', (status) => {
      if (line !== '') onLine?.(line);
      resolve({ status: status ?? 1, output });
    });
  });
}

function report(name, { passed, failed, failures: names = [] }, since) {
  if (failed > 0) failures.push(...(names.length > 0 ? names.map((test) => `${name}: ${test}`) : [name]));
  total.passed += passed;
  total.failed += failed;
  const seconds = ((performance.now() - since) / 1000).toFixed(1);
  console.log(`${failed === 0 ? 'ok    ' : 'FAILED'}  ${name}: ${passed} passed, ${failed} failed (${seconds} s)`);
}

/** Runs a check, which passes or fails as a whole. Prints its output if it fails, or if `figures` is set. */
async function check(name, command, { figures = false } = {}) {
  const since = performance.now();
  const { status, output } = await run(command, { priority: CHECK_PRIORITY });
  if (status !== 0 || figures) console.log(output.trimEnd());
  report(name, status === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 }, since);
  return status === 0;
}

/**
 * Runs a test runner. It writes its counts into the file that `command` and `env` receive.
 *
 * A runner counts as one failure if it has no counts, runs no test, or fails although every test passed.
 *
 * @param progress Prints output immediately. Otherwise the output is printed at the end if something failed.
 */
async function runner(name, { command, env, counts, progress = false, priority }) {
  const since = performance.now();
  const file = path.join(folder, `${name}.json`);
  const onLine = progress ? (line) => console.log(`${name} | ${line}`) : undefined;
  const { status, output } = await run(command(file), { env: env?.(file), onLine, priority });
  // A runner that was killed leaves an empty file.
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const counted = text === '' ? { passed: 0, failed: 0 } : counts(JSON.parse(text));
  const { passed, failed } = counted;
  const unexplained = failed === 0 && (status !== 0 || passed === 0);
  if (!progress && (failed > 0 || unexplained)) console.log(output.trimEnd());
  report(name, { ...counted, failed: unexplained ? 1 : failed }, since);
}

const nodeTests = (files, env = {}) => ({
  command: (file) => [
    'node',
    '--test',
    // Two files per core, because many files wait for their child processes.
    `--test-concurrency=${2 * os.availableParallelism()}`,
    '--test-reporter=dot',
    '--test-reporter-destination=stdout',
    '--test-reporter=./scripts/count-reporter.mjs',
    `--test-reporter-destination=${file}`,
    ...files,
  ],
  env: () => ({ TMPDIR: testFiles, ...env }),
  counts: (counts) => counts,
  priority: NODE_TEST_PRIORITY,
});

const SERVER_TESTS = ['server/**/*.test.ts'];

const DIALOG_STATE_TESTS = ['widget/dialog/state/*.test.ts'];

/** Those of the server's tests that start the command line. */
const COMMAND_LINE_TESTS = ['server/cli.test.ts', 'server/cli/*.test.ts', 'server/crash-recovery.test.ts'];

/**
 * Those of the server's tests that do not share a process with others: they start processes and mostly wait for them, or
 * set flags of V8.
 */
const SEPARATE_TESTS = [
  'server/cli.test.ts',
  'server/cli/{access-tokens,connectors,doctor,import-connections,rotate-keys,sandbox,webhooks}.test.ts',
  'server/crash-recovery.test.ts',
  'server/two-processes.test.ts',
  'server/connections/refresh-processes.test.ts',
  'server/installations/due-runs.test.ts',
  'server/store/sqlite-{migrate-alone,processes}.test.ts',
  'server/webhooks/killed-sender.test.ts',
  'server/dialects/*/{back-ends,documented-back-ends,documented-tokens}.test.ts',
  'server/egress.test.ts',
];

/** What the tests of the server start in processes of their own: what was built, as users do. */
const BUILT = { EMBED_CONNECTION_CLI: path.join(root, 'dist/server/cli.js') };

/** Folder of a project with the packed package, for the package tests. */
const hostProject = path.join(folder, 'host');
process.env.EMBED_CONNECTION_PROJECT = hostProject;

/** Writes a test file that runs other test files in one process. Returns its path. */
function inOneProcess(name, files) {
  const group = path.join(folder, `${name}.test.mjs`);
  const script = pathToFileURL(path.join(root, 'scripts/one-process.mjs')).href;
  writeFileSync(
    group,
    `import { runTestFiles } from ${JSON.stringify(script)};\nawait runTestFiles(${JSON.stringify(files)});\n`,
  );
  return group;
}

/**
 * The server's tests with a process per folder. To load the server takes longer than the tests of most files. The long
 * form has a process per file, which shows whether each file works alone.
 */
function groupedServerTests() {
  const separate = SEPARATE_TESTS.flatMap((pattern) => {
    const files = globSync(pattern, { cwd: root });
    if (files.length === 0) throw new Error(`There are no tests ${pattern}.`);
    return files;
  });
  const shared = globSync(SERVER_TESTS, { cwd: root, exclude: SEPARATE_TESTS }).sort();
  const folders = Object.entries(Object.groupBy(shared, (file) => file.split(path.sep).slice(0, -1)[1] ?? 'server'));
  return [...folders.map(([name, files]) => inOneProcess(name, files)), ...separate];
}

/** Checks types and lints. With as much memory as Node.js allows by default on large machines. */
const codeChecks = {
  command: (file) => ['node', '--max-old-space-size=4096', 'scripts/check-code.mjs', CACHE, file],
  counts: (counts) => counts,
  priority: CHECK_PRIORITY,
};

/** Runs concurrently with the checks of the code, to use both cores. */
async function otherChecks() {
  await check('generated tables', ['node', 'scripts/docs.ts', '--check']);
  await check('format', [
    'prettier',
    ...[
      '--check',
      '--log-level',
      'warn',
      '--cache',
      '--cache-strategy=content',
      '--cache-location',
      `${CACHE}/prettier`,
    ],
    '.',
  ]);
  await check('unused files, exports and packages, and cycles of imports', ['knip']);
}

async function packageChecks() {
  const tarball = path.join(hostProject, 'embed-connection.tgz');
  await check('package, as publint sees it', ['publint', 'run', tarball, '--strict']);
  await check('types of the package', ['attw', '--profile', 'esm-only', '--no-definitely-typed', tarball]);
  // From a folder on disk, because programs may not run from memory everywhere.
  await runner('package in a host', nodeTests(['e2e/package/*.test.ts'], { TMPDIR: os.tmpdir() }));
}

async function serverTests() {
  await runner('server', nodeTests(LONG ? SERVER_TESTS : groupedServerTests(), BUILT));
  if (LONG) await runner('command line, from source', nodeTests(COMMAND_LINE_TESTS));
}

const elements = {
  command: (file) => ['node', 'scripts/web-tests.mjs', file],
  counts: (counts) => counts,
};

/** The failed and flaky tests of a suite in Playwright's report, and of its nested suites. */
function failedSpecs({ specs = [], suites = [] }) {
  const failed = specs.flatMap(({ file, title, tests }) =>
    tests
      .filter(({ status }) => status === 'unexpected' || status === 'flaky')
      .map(({ projectName }) => `${projectName}: ${file}: ${title}`),
  );
  return [...failed, ...suites.flatMap(failedSpecs)];
}

const endToEndTests = {
  command: () => ['playwright', 'test', '--reporter=list,json'],
  env: (file) => ({ TMPDIR: testFiles, PLAYWRIGHT_JSON_OUTPUT_FILE: file }),
  counts: ({ stats, errors, suites }) => ({
    passed: stats.expected,
    failed: stats.unexpected + stats.flaky + errors.length,
    failures: suites.flatMap(failedSpecs),
  }),
  progress: true,
};

/** One after the other: with more browsers at a time, a test on a slow machine waits longer for a core than its timeout. */
async function browserTests() {
  if (packed) await runner('end-to-end tests in browsers', endToEndTests);
  await runner('elements in browsers', elements);
}

const built = await check('build', ['npm', 'run', '--silent', 'build'], { figures: true });
const packed = built && (await check('package', ['node', 'e2e/package/pack.ts', hostProject]));
await Promise.all([
  browserTests(),
  runner(
    'dialog state, in Node',
    nodeTests(LONG ? DIALOG_STATE_TESTS : [inOneProcess('dialog-state', globSync(DIALOG_STATE_TESTS, { cwd: root }))]),
  ),
  runner('types of three projects, and lint', codeChecks),
  otherChecks(),
  (async () => {
    if (built) await serverTests();
    if (packed) await packageChecks();
  })(),
]);

if (failures.length > 0) {
  console.log(['\nFailed:', ...failures.slice(0, MAX_LISTED_FAILURES)].join('\n  '));
  if (failures.length > MAX_LISTED_FAILURES) console.log(`  and ${failures.length - MAX_LISTED_FAILURES} more`);
}
console.log(`\nin ${((performance.now() - startedAt) / 60_000).toFixed(1)} minutes`);
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 ? 0 : 1;
