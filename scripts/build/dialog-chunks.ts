import { createHash } from 'node:crypto';
import path from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { type ESTree, type Plugin, Visitor } from 'vite';
import { SENTENCES } from '../../widget/locales/en.ts';
import { LOCALES } from '../../widget/locales/locales.ts';
import { pickSentences, VIEW_CHUNKS } from '../../widget/protocol/chunks.ts';

/** Parts that only some pages contain, and that no page loads: files in `widget/dialog/`, without `.ts`. */
const PARTS = ['application'];

/** The variable with the exports of the page's script, for its chunks. */
const SHARED = 'globalThis.embedDialog';

/** Hexadecimal digits in the name of a chunk: 32 bits, against accidental collisions only. */
const HASH_LENGTH = 8;

/**
 * Creates the files of the dialog from one build: the script in each page, the chunks that it loads, and the views, dialects
 * and parts that a page can contain.
 *
 * An inline script has no address, so a chunk cannot import from it. So the script assigns its exports to a global
 * variable, and each chunk reads them there.
 *
 * @param dialects The files of dialects in `widget/dialects/`, without `.ts`.
 */
export function dialogChunks(dialects: readonly string[]): Plugin {
  const dialectNames = dialects.map((file) => path.basename(file));
  const contained = [...PARTS.map((file) => `./${file}`), ...dialects.map((file) => `../dialects/${file}`)];
  const containedNames = [...PARTS, ...dialectNames];
  return {
    name: 'dialog-chunks',
    // The page's script imports dialects and parts, so that they share its modules. A page never loads one with `import()`,
    // so these imports are removed after the build.
    transform: {
      filter: { id: /\/widget\/dialog\/main\.ts$/ },
      handler: (code) => code + contained.map((file) => `import('${file}.ts');`).join(''),
    },
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        const chunks = Object.values(bundle).filter((file) => file.type === 'chunk');
        const page = chunks.find(({ isEntry }) => isEntry);
        if (!page) this.error('The dialog has no entry.');
        const shared = sharedNames(this.parse(page.code));
        page.code = shareExports(page.code, this.parse(page.code));
        const addresses = new Map<string, string>();
        for (const chunk of chunks) {
          if (chunk === page) continue;
          if (chunk.imports.some((name) => name !== page.fileName) || chunk.dynamicImports.length > 0)
            this.error(`${chunk.name} must need no other chunk: export what it shares from widget/dialog/main.ts.`);
          const code = readShared(chunk.code, this.parse(chunk.code), shared);
          if (containedNames.includes(chunk.name)) {
            const source = withoutExports(code, this.parse(code));
            const folder = dialectNames.includes(chunk.name) ? 'dialects/' : '';
            this.emitFile({ type: 'asset', fileName: `${folder}${chunk.name}.js`, source });
            Reflect.deleteProperty(bundle, chunk.fileName);
            continue;
          }
          const view = VIEW_CHUNKS.find((name) => name === chunk.name);
          if (view ?? chunk.name === 'token-exchange') {
            const source = withoutExports(code, this.parse(code));
            this.emitFile({ type: 'asset', fileName: view ? `views/${view}.js` : `${chunk.name}.js`, source });
          }
          const source = code + exportSentences(chunk.name);
          const hash = createHash('sha256').update(source).digest('hex').slice(0, HASH_LENGTH);
          const fileName = `assets/${chunk.name}-${hash}.js`;
          addresses.set(`./${chunk.fileName}`, `/${fileName}`);
          Reflect.deleteProperty(bundle, chunk.fileName);
          for (const [suffix, file] of Object.entries(precompressed(source)))
            this.emitFile({ type: 'asset', fileName: fileName + suffix, source: file });
        }
        page.code = withoutImports(page.code, this.parse(page.code), containedNames);
        page.code = renameImports(page.code, this.parse(page.code), addresses);
        // Both tags would break the script element around the code (HTML, section 4.12.1.3).
        for (const { code, name } of chunks) if (/<\/?script/i.test(code)) this.error(`${name} contains a script tag.`);
        this.emitFile({ type: 'asset', fileName: 'sentence-keys.json', source: JSON.stringify(sentenceKeys()) });
      },
    },
  };
}

/** The names in the page's script of what it exports, by the names of the exports. */
function sharedNames(program: ESTree.Program): ReadonlyMap<string, string> {
  const { specifiers } = exportStatement(program);
  return new Map(specifiers.map(({ local, exported }) => [nameOf(exported), nameOf(local)]));
}

/** Replaces the exports of the page's script by an assignment, under the names that they have in the script. */
function shareExports(code: string, program: ESTree.Program): string {
  return `${without(code, exportStatement(program))}${SHARED}={${[...sharedNames(program).values()].join(',')}};`;
}

function exportStatement({ body }: ESTree.Program) {
  const [statement, ...more] = body.filter((node) => node.type === 'ExportNamedDeclaration');
  if (!statement || more.length > 0) throw new TypeError('The script of the page must have one export statement.');
  return statement;
}

/** Replaces the imports of a chunk. */
function readShared(code: string, { body }: ESTree.Program, names: ReadonlyMap<string, string>): string {
  const imports = body.filter((node) => node.type === 'ImportDeclaration');
  const shared = imports.flatMap(({ specifiers }) =>
    specifiers.map((specifier) => {
      if (specifier.type !== 'ImportSpecifier') throw new TypeError('A chunk must import by name.');
      return `${names.get(nameOf(specifier.imported))}:${specifier.local.name}`;
    }),
  );
  const rest = without(code, ...imports);
  return shared.length > 0 ? `const{${shared.join(',')}}=${SHARED};${rest}` : rest;
}

/** Replaces the names of chunks by their addresses, with the query of a later attempt. See `widget/dialog/chunks.ts`. */
function renameImports(code: string, program: ESTree.Program, addresses: ReadonlyMap<string, string>): string {
  const sources: { start: number; end: number; address: string }[] = [];
  new Visitor({
    ImportExpression({ source: { start, end } }) {
      const address = addresses.get(code.slice(start + 1, end - 1));
      if (address === undefined) throw new TypeError(`The script of the page imports ${code.slice(start, end)}.`);
      sources.push({ start, end, address });
    },
  }).visit(program);
  sources.sort((a, b) => b.start - a.start);
  return sources.reduce(
    (rest, { start, end, address }) => `${rest.slice(0, start)}"${address}"+embedQuery${rest.slice(end)}`,
    code,
  );
}

/** Replaces the imports of dialects and parts by a number, which a minifier may have put into a longer expression. */
function withoutImports(code: string, program: ESTree.Program, names: readonly string[]): string {
  const imports: Range[] = [];
  new Visitor({
    ImportExpression({ start, end, source }) {
      if (names.includes(path.basename(code.slice(source.start + 1, source.end - 1), '.js')))
        imports.push({ start, end });
    },
  }).visit(program);
  if (imports.length !== names.length)
    throw new TypeError('The script of the page must import each dialect and part once.');
  return imports
    .toSorted((a, b) => b.start - a.start)
    .reduce((rest, { start, end }) => `${rest.slice(0, start)}0${rest.slice(end)}`, code);
}

/** Removes exports, which nothing can import from an inline script. */
function withoutExports(code: string, { body }: ESTree.Program): string {
  return without(code, ...body.filter((node) => node.type === 'ExportNamedDeclaration'));
}

function nameOf(name: ESTree.ModuleExportName): string {
  return name.type === 'Literal' ? JSON.stringify(name.value) : name.name;
}

interface Range {
  readonly start: number;
  readonly end: number;
}

function without(code: string, ...ranges: readonly Range[]): string {
  return ranges.toReversed().reduce((rest, { start, end }) => rest.slice(0, start) + rest.slice(end), code);
}

/** The keys of the sentences in each part of the dialog. */
function sentenceKeys(): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(Object.entries(SENTENCES).map(([name, sentences]) => [name, Object.keys(sentences)]));
}

/** The sentences of a chunk in all languages, as an export of it. Together they are small enough for one file. */
function exportSentences(chunk: string): string {
  const keys = sentenceKeys()[chunk];
  if (!keys) return '';
  const sentences = Object.entries(LOCALES).map(([tag, all]) => [tag, pickSentences(all, keys)] as const);
  return `export const sentences=${JSON.stringify(Object.fromEntries(sentences))};`;
}

/** The file and its compressed forms, by what follows its name. */
function precompressed(source: string): Readonly<Record<string, string | Buffer>> {
  const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
  return { '': source, '.br': brotliCompressSync(source, { params }), '.gz': gzipSync(source, { level: 9 }) };
}
