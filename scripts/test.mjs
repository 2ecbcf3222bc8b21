// Runs what `npm test` and `npm run test:long` promise: build, checks and every test runner, each of them even when
// another one fails. The last line says how many tests and checks passed and failed.
//
// The browser tests mostly wait, so that the other phases run beside them.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const folder = mkdtempSync(path.join(os.tmpdir(), 'embed-connection-test-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

/** Runs the full form of everything: all rounds, every test in every engine, the server's whole suite from dist/ too. */
const LONG = process.argv.includes('--long');

/** A phase that takes longer than this hangs. */
const TIMEOUT_MS = (LONG ? 60 : 15) * 60_000;

/** Lower than that of the tests in browsers, which take the longest: everything else uses the time that they wait. */
const BACKGROUND_PRIORITY = 10;

/** Kept between runs: what the compiler, the linter and Node.js found out about files that have not changed. */
const CACHE = 'node_modules/.cache/embed-connection';

const total = { passed: 0, failed: 0 };
/** What failed, printed once more at the end: the output of several runners is long. */
const failures = [];

/** How many failures are listed at most. */
const MAX_LISTED_FAILURES = 40;

const startedAt = performance.now();

/** Runs a program of node_modules/.bin, or of the system. Resolves to its exit status and its output. */
function run([program, ...args], { env = {}, onLine, inBackground = false } = {}) {
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
  if (inBackground && child.pid !== undefined) os.setPriority(child.pid, BACKGROUND_PRIORITY);
  // A failing test may leave something behind that keeps its file from ending. (`--test-force-exit` ends those too, and
  // loses tests of files that are not done registering theirs.)
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

/** Something that passes or fails as a whole. Prints its output only when it fails, or when it prints figures. */
async function check(name, command, { figures = false } = {}) {
  const since = performance.now();
  const { status, output } = await run(command, { inBackground: true });
  if (status !== 0 || figures) console.log(output.trimEnd());
  report(name, status === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 }, since);
  return status === 0;
}

/**
 * A test runner, which writes its counts to the file that `command` and `env` are given.
 *
 * A runner without counts or without a single test, or one that fails although every test passed, is one failure.
 *
 * @param progress Prints each line as it comes. Otherwise the output is printed at the end, if something failed.
 */
async function runner(name, { command, env, counts, progress = false, inBackground = false }) {
  const since = performance.now();
  const file = path.join(folder, `${name}.json`);
  const onLine = progress ? (line) => console.log(`${name} | ${line}`) : undefined;
  const { status, output } = await run(command(file), { env: env?.(file), onLine, inBackground });
  const counted = existsSync(file) ? counts(JSON.parse(readFileSync(file, 'utf8'))) : { passed: 0, failed: 0 };
  const { passed, failed } = counted;
  const unexplained = failed === 0 && (status !== 0 || passed === 0);
  if (!progress && (failed > 0 || unexplained)) console.log(output.trimEnd());
  report(name, { ...counted, failed: unexplained ? 1 : failed }, since);
}

const nodeTests = (files, options = []) => ({
  command: (file) => [
    'node',
    ...options,
    '--test',
    // Twice as many as there are cores, since many files wait for processes that they start.
    `--test-concurrency=${2 * os.availableParallelism()}`,
    '--test-reporter=dot',
    '--test-reporter-destination=stdout',
    '--test-reporter=./scripts/count-reporter.mjs',
    `--test-reporter-destination=${file}`,
    ...files,
  ],
  counts: (counts) => counts,
  inBackground: true,
});

const SERVER_TESTS = ['server/**/*.test.ts'];

const DIALOG_STATE_TESTS = ['widget/dialog/state/*.test.ts'];

/** Which of the server's tests `npm test` runs once more on what was built: one or two for each part of the build. */
const SMOKE_TESTS = [
  'server/cli/connections.test.ts',
  'server/cli/sandbox.test.ts',
  'server/config/json-schema.test.ts',
  'server/pages/connector-page.test.ts',
  'server/sign-in/oidc-provider.test.ts',
  'server/store/sqlite-store.test.ts',
];

/** A project that has the package installed, for the tests of the package. */
const hostProject = path.join(folder, 'host');
process.env.EMBED_CONNECTION_PROJECT = hostProject;

const typesOf = (project) => [
  'tsc',
  ...['-p', project, '--incremental', '--tsBuildInfoFile', `${CACHE}/${project.replaceAll('/', '-')}.tsbuildinfo`],
];

async function typeChecks() {
  await check('generated tables', ['node', 'scripts/docs.ts', '--check']);
  await check('types of the server', typesOf('tsconfig.server.json'));
  await check('types of the widget', typesOf('tsconfig.widget.json'));
  await check('types of the end-to-end tests', typesOf('e2e/tsconfig.json'));
}

/** Beside the type checks, so that both cores have work until the end. */
async function styleChecks() {
  await check('lint', ['eslint', '--cache', '--cache-strategy=content', `--cache-location=${CACHE}/eslint`, '.']);
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
  await check('unused files, exports and packages', ['knip']);
}

async function packageChecks() {
  const tarball = path.join(hostProject, 'embed-connection.tgz');
  await check('package, as publint sees it', ['publint', 'run', tarball, '--strict']);
  await check('types of the package', ['attw', '--profile', 'esm-only', '--no-definitely-typed', tarball]);
  await runner('package in a host', nodeTests(['e2e/package/*.test.ts']));
}

async function serverTests() {
  await runner('server, from source', nodeTests(SERVER_TESTS));
  const fromDist = ['--import', import.meta.resolve('./from-dist.mjs')];
  await runner('server, as built', nodeTests(LONG ? SERVER_TESTS : SMOKE_TESTS, fromDist));
}

const elements = {
  command: (file) => ['node', 'scripts/web-tests.mjs', file],
  counts: (counts) => counts,
};

/** The tests of a suite of Playwright's report, and of the suites in it, that did not pass at once. */
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
  env: (file) => ({ PLAYWRIGHT_JSON_OUTPUT_FILE: file }),
  counts: ({ stats, errors, suites }) => ({
    passed: stats.expected,
    failed: stats.unexpected + stats.flaky + errors.length,
    failures: suites.flatMap(failedSpecs),
  }),
  progress: true,
};

const built = await check('build', ['npm', 'run', '--silent', 'build'], { figures: true });
const packed = built && (await check('package', ['node', 'e2e/package/pack.ts', hostProject]));
await Promise.all([
  packed && runner('end-to-end tests in browsers', endToEndTests),
  runner('elements in browsers', elements),
  runner('dialog state, in Node', nodeTests(DIALOG_STATE_TESTS)),
  typeChecks(),
  styleChecks(),
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
