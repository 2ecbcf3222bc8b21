import type { Plugin } from 'vite';

/**
 * Fails the build if the script of the sign-in window cannot be inlined in a page. `.size-limit.json` limits its size.
 */
export function windowIsInlinable(): Plugin {
  return {
    name: 'window-is-inlinable',
    writeBundle(_options, bundle) {
      const [script, ...more] = Object.values(bundle).filter((file) => file.type === 'chunk');
      if (!script || more.length > 0) this.error('The script of the window must be one file.');
      if (!('window.css' in bundle)) this.error('The pages of the window have no style sheet.');
      // Both tags would break the script element around the code (HTML, section 4.12.1.3).
      if (/<\/?script/i.test(script.code)) this.error('The script contains a script tag.');
    },
  };
}
