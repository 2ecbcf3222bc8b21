// Replaces imports of source files by the built files in dist/, so that tests also run against the published code.
// Usage: `node --import <URL of this file> --test`. A module that is missing in the build fails the test.
import { registerHooks } from 'node:module';

const root = new URL('..', import.meta.url).href;
const BUILT = /^(?:server|widget\/protocol)\/.*\.ts$/;
const ONLY_FOR_TESTS = /(?:\.test|\.contract)\.ts$|\/testing\//;

registerHooks({
  resolve(specifier, context, nextResolve) {
    const resolved = nextResolve(specifier, context);
    const file = resolved.url.startsWith(root) ? resolved.url.slice(root.length) : '';
    if (!BUILT.test(file) || ONLY_FOR_TESTS.test(file)) return resolved;
    return nextResolve(`${root}dist/${file.replace(/\.ts$/, '.js')}`, context);
  },
});
