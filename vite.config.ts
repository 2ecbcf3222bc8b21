import { readFileSync } from 'node:fs';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { defineConfig, type Plugin, Visitor } from 'vite';
import { LOCALES } from './widget/locales/locales.ts';
import { pageMessages } from './widget/protocol/page-messages.ts';

const OUT = 'dist/widget';

/** What a dialog page may weigh in all, compressed with brotli. */
const LIMIT_BYTES = 20_000;

/** Writes each language as a JSON file, which the server reads and puts into the state of its pages. */
function localeFiles(): Plugin {
  return {
    name: 'locale-files',
    generateBundle() {
      for (const [tag, messages] of Object.entries(LOCALES)) {
        this.emitFile({ type: 'asset', fileName: `locales/${tag}.json`, source: JSON.stringify(messages) });
      }
    },
  };
}

/** Takes the indentation out of `html` and `css` templates, which minifiers of scripts leave as they are. */
function templateWhitespace(): Plugin {
  return {
    name: 'template-whitespace',
    transform: {
      filter: { id: /\/widget\/.*\.ts$/ },
      order: 'post',
      handler(code) {
        const quasis: { start: number; end: number; text: string }[] = [];
        new Visitor({
          TaggedTemplateExpression({ tag, quasi }) {
            if (tag.type !== 'Identifier' || (tag.name !== 'html' && tag.name !== 'css')) return;
            const shorten = tag.name === 'html' ? shortenHtml : shortenCss;
            for (const { start, value } of quasi.quasis) {
              quasis.push({ start, end: start + value.raw.length, text: shorten(value.raw) });
            }
          },
        }).visit(this.parse(code));
        quasis.sort((a, b) => b.start - a.start);
        for (const { start, end, text } of quasis) code = code.slice(0, start) + text + code.slice(end);
        return { code, map: null };
      },
    },
  };
}

// Beside a tag, a line break in a template is indentation and never meant as a blank.
const shortenHtml = (text: string) => text.replace(/(^|>)\s*\n\s*(?=<|$)/g, '$1').replace(/\s*\n\s*/g, ' ');

const shortenCss = (text: string) =>
  text
    .replace(/\/\*[^]*?\*\//g, '')
    .replace(/\s+/g, ' ')
    .replace(/ ?([{};,]) ?/g, '$1')
    .replace(/: /g, ':')
    .replaceAll(';}', '}')
    .trim();

/** Stops the build if the script could not stand in a page as it is, or if a page would weigh too much. */
function inlineBudget(): Plugin {
  return {
    name: 'inline-budget',
    writeBundle(_options, bundle) {
      const scripts = Object.values(bundle).filter((file) => file.type === 'chunk');
      if (scripts.length !== 1) this.error('The dialog must be one file.');
      // Either ends or misleads the script element around it (HTML, section 4.12.1.3).
      if (/<\/?script/i.test(scripts[0]?.code ?? '')) this.error('The script holds the name of a script tag.');

      const sizes = (name: string, file: Buffer) => {
        const brotli = brotliCompressSync(file).length;
        this.info(`${name}: ${file.length} bytes, gzip ${gzipSync(file).length}, brotli ${brotli}`);
        return brotli;
      };
      const read = (name: string) => readFileSync(`${OUT}/${name}`);
      const [script, style] = [read('dialog.js'), read('page.css')];
      sizes('dialog.js', script);
      sizes('page.css', style);
      for (const [tag, messages] of Object.entries(LOCALES)) {
        const page = Buffer.concat([
          script,
          style,
          Buffer.from(JSON.stringify(pageMessages({ kind: 'dialog' }, messages))),
        ]);
        if (sizes(`a page in ${tag}, without its state`, page) > LIMIT_BYTES) {
          this.error(`A dialog page is heavier than ${LIMIT_BYTES} bytes.`);
        }
      }
    },
  };
}

export default defineConfig({
  publicDir: false,
  build: {
    outDir: OUT,
    lib: { entry: 'widget/dialog/main.ts', formats: ['es'], fileName: () => 'dialog.js', cssFileName: 'page' },
    // A library build does not minify by itself.
    rolldownOptions: { output: { minify: true, comments: false } },
    reportCompressedSize: false,
  },
  plugins: [templateWhitespace(), localeFiles(), inlineBudget()],
});
