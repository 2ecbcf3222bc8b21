import path from 'node:path';

/**
 * A reporter of node:test that prints, as JSON, how many tests passed and failed, and the names of those that failed.
 *
 * @param {import('node:stream').Readable} events
 */
export default async function* countReporter(events) {
  const failures = [];
  for await (const { type, data } of events) {
    // A suite or file that fails because of a test in it is not listed again.
    if (type === 'test:fail' && data.details.error?.failureType !== 'subtestsFailed') {
      failures.push(`${path.relative('.', data.file ?? '')}: ${data.name}`);
    }
    // Each file has a summary of its own. The summary of the whole run has no file.
    if (type !== 'test:summary' || data.file !== undefined) continue;
    const { passed, failed, cancelled } = data.counts;
    yield JSON.stringify({ passed, failed: failed + cancelled, failures });
  }
}
