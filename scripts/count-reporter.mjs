// A reporter of node:test that says nothing but how many passed and failed, as JSON.

/** @param {import('node:stream').Readable} events */
export default async function* countReporter(events) {
  for await (const { type, data } of events) {
    // Each file has a summary of its own; the one of the whole run names no file.
    if (type !== 'test:summary' || data.file !== undefined) continue;
    const { passed, failed, cancelled } = data.counts;
    yield JSON.stringify({ passed, failed: failed + cancelled });
  }
}
