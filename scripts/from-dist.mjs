// Loads what the build made of a source file wherever a test imports that source file. Used as
// `node --import <URL of this file> --test`, so that the tests which passed on the sources run once more on what is
// published. A module that the build left out is then missing, as it would be for a user.
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
