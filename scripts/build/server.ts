import { build } from 'vite';
import { schemaDescriptions } from './schema-descriptions.ts';

/** Packages that are not in the bundle. better-sqlite3 loads a native addon from its own folder. */
const EXTERNAL = ['better-sqlite3'];

/**
 * Bundles the server with its packages into a few files, because Node.js needs longer to find 700 modules than to run
 * them. `cli.js` is the command line. Code that only one command needs is in a separate file.
 */
export async function bundleServer(): Promise<void> {
  await build({
    configFile: false,
    publicDir: false,
    logLevel: 'warn',
    plugins: [schemaDescriptions()],
    ssr: { noExternal: true, external: EXTERNAL },
    build: {
      ssr: 'server/cli.ts',
      target: 'node22',
      outDir: 'dist/server',
      // Other build steps write to `dist` at the same time, and `scripts/build.ts` removes old files.
      emptyOutDir: false,
      sourcemap: true,
      license: { fileName: 'licenses.md' },
      reportCompressedSize: false,
      rolldownOptions: {
        output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js', comments: false },
      },
    },
  });
}
