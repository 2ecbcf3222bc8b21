import type { Plugin } from 'vite';

/** Fails the build if the tag is not one self-contained file. `.size-limit.json` limits its size. */
export function tagIsOneFile(): Plugin {
  return {
    name: 'tag-is-one-file',
    writeBundle(_options, bundle) {
      const [file, ...more] = Object.values(bundle);
      if (file?.type !== 'chunk' || more.length > 0) this.error('The tag must be one file.');
      if (file.imports.length + file.dynamicImports.length > 0) this.error('The tag must not import anything.');
    },
  };
}
