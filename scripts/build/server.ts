import { createRequire } from 'node:module';
import path from 'node:path';
import { build } from 'vite';
import type { Plugin, Rolldown } from 'vite';
import { schemaDescriptions } from './schema-descriptions.ts';

/** Packages that are not in the bundle. better-sqlite3 loads a native addon from its own folder. */
const EXTERNAL = ['better-sqlite3'];

/** All of zod but what the server itself uses. The API passes it to `@hono/zod-openapi`, and the server starts without it. */
const ZOD_FOR_API =
  /\/zod\/(?!v4\/(?:core\/(?:api|checks|core|doc|errors|json-schema-processors|memoizer|parse|regexes|registries|schemas|to-json-schema|util|versions)|classic\/(?:errors|parse|schemas)|locales\/en)\.js$)/;

/**
 * The files that each start of the server loads, and one for a part of zod. Node.js needs half a millisecond for each file
 * that it looks for, and there would be 45. Except in the first group, the imports of a module are in its file.
 */
const CHUNKS = [
  { name: 'zod-for-api', test: ZOD_FOR_API, priority: 3, includeDependenciesRecursively: false },
  { name: 'program', test: /\/server\/cli\/program\.ts$/, priority: 2 },
  { name: 'serve', test: /\/server\/cli\/serve\.ts$/, priority: 1 },
];

/**
 * Bundles the server with its packages into a few files, because Node.js needs longer to find 700 modules than to run
 * them. `cli.js` is the command line: it checks the version of Node.js and loads the others, which are CommonJS modules.
 * Code that only one command needs is in a separate file.
 */
export async function bundleServer(): Promise<void> {
  await bundle({
    input: 'server/cli.ts',
    plugins: [programFromBundle()],
    output: { format: 'esm', entryFileNames: '[name].js' },
  });
  await bundle({
    input: 'server/cli/program.ts',
    plugins: [schemaDescriptions(), memoryLimiter(), noCircles()],
    license: true,
    output: {
      format: 'cjs',
      entryFileNames: '[name].cjs',
      chunkFileNames: '[name]-[hash].cjs',
      codeSplitting: { groups: CHUNKS },
    },
  });
}

interface Bundle {
  readonly input: string;
  readonly plugins: readonly Plugin[];
  readonly output: Rolldown.OutputOptions;
  /** Whether the licenses of the packages are written. */
  readonly license?: boolean;
}

async function bundle({ input, plugins, output, license = false }: Bundle): Promise<void> {
  await build({
    configFile: false,
    publicDir: false,
    logLevel: 'warn',
    plugins: [...plugins, asciiCode()],
    ssr: { noExternal: true, external: EXTERNAL },
    build: {
      ssr: input,
      target: 'node22',
      outDir: 'dist/server',
      // Other build steps write to `dist` at the same time, and `scripts/build.ts` removes old files.
      emptyOutDir: false,
      sourcemap: true,
      license: license && { fileName: 'licenses.md' },
      reportCompressedSize: false,
      rolldownOptions: { output: { comments: false, ...output } },
    },
  });
}

/** Makes the command line load the program from the bundle instead of its sources. */
function programFromBundle(): Plugin {
  return {
    name: 'program-from-bundle',
    enforce: 'pre',
    resolveId: {
      filter: { id: /\/load-program\.ts$/ },
      handler: () => path.resolve('server/cli/load-bundle.ts'),
    },
  };
}

/** Takes the limiter in memory out of rate-limiter-flexible, and leaves out those for eleven databases. */
function memoryLimiter(): Plugin {
  const id = '\0memory-limiter';
  const require = createRequire(import.meta.url);
  const exported = ['RateLimiterMemory', 'RateLimiterRes'].map(
    (name) => `export { default as ${name} } from '${require.resolve(`rate-limiter-flexible/lib/${name}.js`)}';`,
  );
  return {
    name: 'memory-limiter',
    enforce: 'pre',
    resolveId: { filter: { id: /^rate-limiter-flexible$/ }, handler: () => id },
    load: { filter: { id: /^\0memory-limiter$/ }, handler: () => exported.join('\n') },
  };
}

/** Escapes all other characters than ASCII: with one of them, V8 keeps a whole file in memory with two bytes per character. */
function asciiCode(): Plugin {
  const escape = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return {
    name: 'ascii-code',
    generateBundle(_options, bundle) {
      for (const file of Object.values(bundle)) {
        if (file.type === 'chunk') file.code = file.code.replace(/[^\0-\x7f]/g, escape);
      }
    },
  };
}

/** Fails if files import each other in a circle: one of them would run before what it uses exists. */
function noCircles(): Plugin {
  return {
    name: 'no-circles',
    generateBundle(_options, bundle) {
      const done = new Set<string>();
      const visit = (name: string, above: readonly string[]) => {
        if (above.includes(name)) this.error(`Files of the server import each other: ${[...above, name].join(' -> ')}`);
        const file = bundle[name];
        if (done.has(name) || file?.type !== 'chunk') return;
        for (const imported of file.imports) visit(imported, [...above, name]);
        done.add(name);
      };
      for (const name of Object.keys(bundle)) visit(name, []);
    },
  };
}
