/** Whether this is `npm run test:long`. It runs all cases of tests of which `npm test` runs a sample. */
export const LONG_TESTS = process.env['TEST_LONG'] === '1';
