import { type Plugin, Visitor } from 'vite';

/** Takes the indentation out of `html` and `css` templates, which minifiers of scripts leave as they are. */
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
