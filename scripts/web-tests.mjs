// Runs the element tests in real browsers. Writes the numbers of passed and failed tests and the failures as JSON into
// the file given as its argument.
import { globSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { startTestRunner } from '@web/test-runner';

import config from '../web-test-runner.config.mjs';

const root = path.resolve(import.meta.dirname, '..');

/** Folder of the generated test files. The test runner serves only what is below the root of the repository. */
const PAGES = path.join(root, 'test-results/element-pages');

/** Tests that change their page for good. */
const SEPARATE_FILES = ['widget/element/blocked-by-policy.test.ts'];

/** The paths, from the root of the repository, that match patterns. A pattern with `!` excludes. */
function matchingFiles(patterns) {
  const isExcluded = (pattern) => pattern.startsWith('!');
  const exclude = patterns.filter(isExcluded).map((pattern) => pattern.slice(1));
  return patterns
    .filter((pattern) => !isExcluded(pattern))
    .flatMap((pattern) => {
      const files = globSync(pattern, { cwd: root, exclude });
      if (files.length === 0) throw new Error(`There are no tests ${pattern}.`);
      return files.map((file) => file.replaceAll(path.sep, '/'));
    })
    .sort();
}

/**
 * Writes a test file per folder that runs all of its tests in one page. Returns their paths. To load the modules takes
 * longer than the tests of most files. The long form has a page per file, which shows whether each file works alone.
 */
function inOnePagePerFolder(group, patterns) {
  const all = matchingFiles(patterns);
  const separate = matchingFiles(SEPARATE_FILES);
  const shared = all.filter((file) => !separate.includes(file));
  const pages = Object.entries(Object.groupBy(shared, (file) => file.split('/')[1])).map(([folder, files]) => {
    const page = path.join(PAGES, group, `${folder}.test.js`);
    mkdirSync(path.dirname(page), { recursive: true });
    writeFileSync(page, files.map((file) => `import '/${file}';\n`).join(''));
    return path.relative(root, page);
  });
  return [...pages, ...all.filter((file) => separate.includes(file))];
}

/** The configuration of `npm test`. */
function groupedConfig() {
  rmSync(PAGES, { recursive: true, force: true });
  return {
    ...config,
    files: inOnePagePerFolder('every engine', config.files),
    groups: config.groups.map((group) => ({ ...group, files: inOnePagePerFolder(group.name, group.files) })),
  };
}

/** Counts the tests of a suite and its nested suites, and lists the names of the failed tests. */
function count({ tests, suites }, prefix) {
  const nested = suites.map((suite) => count(suite, `${prefix}${suite.name} > `));
  const ran = tests.filter((test) => !test.skipped);
  const failed = ran.filter((test) => !test.passed);
  return {
    passed: nested.reduce((sum, { passed }) => sum + passed, ran.length - failed.length),
    failures: [...nested.flatMap(({ failures }) => failures), ...failed.map(({ name }) => prefix + name)],
  };
}

/** Counts one file in one browser. A file that could not run, or had an error outside its tests, is a failure too. */
function countSession({ testResults, passed, testFile, browser }) {
  const prefix = `${browser.name}: ${path.relative('.', testFile ?? '')}: `;
  const counts = count(testResults ?? { tests: [], suites: [] }, prefix);
  return passed || counts.failures.length > 0 ? counts : { ...counts, failures: [`${prefix}the file itself`] };
}

const runner = await startTestRunner({
  config: process.env.TEST_LONG === '1' ? config : groupedConfig(),
  readCliArgs: false,
  readFileConfig: false,
  autoExitProcess: false,
});
runner?.on('stopped', (passed) => {
  const sessions = [...runner.sessions.all()].map(countSession);
  const failures = sessions.flatMap((session) => session.failures);
  const counts = {
    passed: sessions.reduce((sum, session) => sum + session.passed, 0),
    failed: failures.length,
    failures,
  };
  if (process.argv[2]) writeFileSync(process.argv[2], JSON.stringify(counts));
  process.exit(passed ? 0 : 1);
});
