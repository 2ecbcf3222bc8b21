/** Whether this is `npm run test:long`, which runs the full form of what `npm test` runs a sample of. */
export const LONG_TESTS = process.env['TEST_LONG'] === '1';
