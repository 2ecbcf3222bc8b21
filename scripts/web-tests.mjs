// Runs the tests of the elements in real browsers, and writes how many passed and failed, as JSON, into the file that
// is named as its argument.
import { writeFileSync } from 'node:fs';

import { startTestRunner } from '@web/test-runner';

import config from '../web-test-runner.config.mjs';

/** Counts the tests of a suite and of all that stand within. */
function count({ tests, suites }) {
  const within = suites.map(count);
  const sum = (key) => within.reduce((total, counts) => total + counts[key], 0);
  const ran = tests.filter((test) => !test.skipped);
  return {
    passed: sum('passed') + ran.filter((test) => test.passed).length,
    failed: sum('failed') + ran.filter((test) => !test.passed).length,
  };
}

/** One file in one browser. A file that could not run at all, or that left an error behind, is a failure too. */
function countSession({ testResults, passed }) {
  const counts = count(testResults ?? { tests: [], suites: [] });
  return passed || counts.failed > 0 ? counts : { ...counts, failed: 1 };
}

const runner = await startTestRunner({ config, readCliArgs: false, readFileConfig: false, autoExitProcess: false });
runner?.on('stopped', (passed) => {
  const counts = count({ tests: [], suites: [] });
  for (const session of runner.sessions.all()) {
    const { passed: good, failed: bad } = countSession(session);
    counts.passed += good;
    counts.failed += bad;
  }
  if (process.argv[2]) writeFileSync(process.argv[2], JSON.stringify(counts));
  process.exit(passed ? 0 : 1);
});
