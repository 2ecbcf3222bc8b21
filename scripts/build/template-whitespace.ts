import { type Plugin, Visitor } from 'vite';

/** Removes indentation from `html` and `css` templates, which script minifiers do not shorten. */
export function templateWhitespace(): Plugin {
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
