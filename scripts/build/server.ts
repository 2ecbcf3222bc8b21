import { createRequire } from 'node:module';
import { build } from 'vite';
import type { Plugin } from 'vite';
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
 * them. `cli.js` is the command line. Code that only one command needs is in a separate file.
 */
export async function bundleServer(): Promise<void> {
  await build({
    configFile: false,
    publicDir: false,
    logLevel: 'warn',
    plugins: [schemaDescriptions(), memoryLimiter(), asciiCode(), builtinsWithoutImports(), noCircles()],
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
        output: {
          entryFileNames: '[name].js',
          chunkFileNames: '[name]-[hash].js',
          comments: false,
          codeSplitting: { groups: CHUNKS },
        },
      },
    },
  });
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

/**
 * Gets the modules of Node.js without `import`, which reads everything that a module has: for some, that loads other
 * modules. It takes 6 ms of a start. `cli.js` keeps its imports, because versions of Node.js that are too old load it too.
 */
function builtinsWithoutImports(): Plugin {
  return {
    name: 'builtins-without-imports',
    generateBundle(_options, bundle) {
      for (const file of Object.values(bundle)) {
        if (file.type !== 'chunk') continue;
        if (file.isEntry) {
          // It switches the compile cache on, so the other files come after it.
          if (file.imports.some((name) => name in bundle)) this.error(`${file.fileName} imports another file.`);
          continue;
        }
        // The last one first, because each replacement moves what follows it.
        for (const statement of this.parse(file.code).body.toReversed()) {
          if (statement.type !== 'ImportDeclaration' || !statement.source.value.startsWith('node:')) continue;
          const { start, end, source, specifiers } = statement;
          const patterns: string[] = [];
          const names: string[] = [];
          for (const specifier of specifiers) {
            const { name } = specifier.local;
            if (specifier.type === 'ImportDefaultSpecifier') patterns.push(name);
            else if (specifier.type === 'ImportSpecifier' && specifier.imported.type === 'Identifier')
              names.push(`${specifier.imported.name}: ${name}`);
            else this.error(`${file.fileName} imports the namespace of ${source.value}.`);
          }
          if (names.length > 0) patterns.push(`{ ${names.join(', ')} }`);
          const found = patterns.map((pattern) => `const ${pattern} = process.getBuiltinModule("${source.value}");`);
          file.code = file.code.slice(0, start) + found.join(' ') + file.code.slice(end);
        }
      }
    },
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
