// Runs the element tests in real browsers. Writes the numbers of passed and failed tests and the failures as JSON into
// the file given as its argument.
import { writeFileSync } from 'node:fs';
import path from 'node:path';

import { startTestRunner } from '@web/test-runner';

import config from '../web-test-runner.config.mjs';

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

const runner = await startTestRunner({ config, readCliArgs: false, readFileConfig: false, autoExitProcess: false });
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
