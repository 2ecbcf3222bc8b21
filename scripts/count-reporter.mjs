import path from 'node:path';

/**
 * A node:test reporter. Prints the numbers of passed and failed tests and the names of the failed tests as JSON.
 *
 * @param {import('node:stream').Readable} events
 */
export default async function* countReporter(events) {
  const failures = [];
  for await (const { type, data } of events) {
    // Lists only the failed test, not the suite and the file that contain it.
    if (type === 'test:fail' && data.details.error?.failureType !== 'subtestsFailed') {
      failures.push(`${path.relative('.', data.file ?? '')}: ${data.name}`);
    }
    // Each file has its own summary. The summary of the whole run has no `file`.
    if (type !== 'test:summary' || data.file !== undefined) continue;
    const { passed, failed, cancelled } = data.counts;
    yield JSON.stringify({ passed, failed: failed + cancelled, failures });
  }
}
