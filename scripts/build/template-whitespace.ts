import { type ESTree, type Plugin, Visitor } from 'vite';

/** Removes indentation from `html` and `css` templates, which script minifiers do not shorten. */
export function templateWhitespace(): Plugin {
  return {
    name: 'template-whitespace',
    transform: {
      filter: { id: /\/widget\/.*\.ts$/ },
      order: 'post',
      handler(code) {
        return { code: shortenTemplates(code, this.parse(code)), map: null };
      },
    },
  };
}

/** Removes indentation from the `html` and `css` templates of a module. */
export function shortenTemplates(code: string, program: ESTree.Program): string {
  const quasis: { start: number; end: number; text: string }[] = [];
  new Visitor({
    TaggedTemplateExpression({ tag, quasi }) {
      if (tag.type !== 'Identifier' || (tag.name !== 'html' && tag.name !== 'css')) return;
      const shorten = tag.name === 'html' ? shortenHtml : shortenCss;
      for (const { start, value } of quasi.quasis) {
        quasis.push({ start, end: start + value.raw.length, text: shorten(value.raw) });
      }
    },
  }).visit(program);
  quasis.sort((a, b) => b.start - a.start);
  return quasis.reduce((rest, { start, end, text }) => rest.slice(0, start) + text + rest.slice(end), code);
}

// A line break beside a tag is indentation, not a space.
const shortenHtml = (text: string) => text.replace(/(^|>)\s*\n\s*(?=<|$)/g, '$1').replace(/\s*\n\s*/g, ' ');

const shortenCss = (text: string) =>
  text
    .replace(/\/\*[^]*?\*\//g, '')
    .replace(/\s+/g, ' ')
    .replace(/ ?([{};,]) ?/g, '$1')
    .replace(/: /g, ':')
    .replaceAll(';}', '}')
    .trim();
