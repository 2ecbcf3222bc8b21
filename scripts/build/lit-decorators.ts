import { type ESTree, type Plugin, Visitor } from 'vite';

/** A replacement of the text between two positions. */
interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * Replaces Lit's decorators by the equivalent static properties and call. The compiler would add a helper and a call
 * for each property, which costs half a kilobyte in each page, and in the script of the tag.
 */
export function litDecorators(): Plugin {
  return {
    name: 'lit-decorators',
    enforce: 'pre',
    transform: {
      filter: { id: /\/widget\/.*\.ts$/, code: /@(?:customElement|property)\(/ },
      handler(code) {
        const edits: Edit[] = [];
        new Visitor({ ClassDeclaration: (node) => edits.push(...classEdits(code, node)) }).visit(
          this.parse(code, { lang: 'ts' }),
        );
        edits.sort((a, b) => b.start - a.start);
        return { code: edits.reduce(applyEdit, code), map: null };
      },
    },
  };
}

function applyEdit(code: string, { start, end, text }: Edit): string {
  return code.slice(0, start) + text + code.slice(end);
}

function classEdits(code: string, { id, body, decorators, end }: ESTree.Class): readonly Edit[] {
  if (!id) return [];
  const edits: Edit[] = [];
  for (const decorator of decorators) {
    const tag = calledDecorator(code, decorator, 'customElement');
    if (tag === undefined) throw new TypeError(`${id.name} has a decorator that the build does not know.`);
    edits.push(remove(decorator), { start: end, end, text: `\ncustomElements.define(${tag}, ${id.name});` });
  }
  const properties: string[] = [];
  for (const member of body.body) {
    if (!('decorators' in member)) continue;
    for (const decorator of member.decorators) {
      const options = calledDecorator(code, decorator, 'property') ?? stateOptions(code, decorator);
      if (options === undefined || !('key' in member) || member.key.type !== 'Identifier')
        throw new TypeError(`${id.name} has a property that the build does not know.`);
      properties.push(`${member.key.name}: ${options === '' ? '{}' : options}`);
      edits.push(remove(decorator));
    }
  }
  const start = body.start + 1;
  if (properties.length > 0)
    edits.push({ start, end: start, text: ` static properties = { ${properties.join(', ')} };` });
  return edits;
}

/** The arguments of a decorator, if it is a call of this name. */
function calledDecorator(code: string, { expression }: ESTree.Decorator, name: string): string | undefined {
  if (expression.type !== 'CallExpression' || expression.callee.type !== 'Identifier') return undefined;
  if (expression.callee.name !== name) return undefined;
  return expression.arguments.map(({ start, end }) => code.slice(start, end)).join(', ');
}

function stateOptions(code: string, decorator: ESTree.Decorator): string | undefined {
  return calledDecorator(code, decorator, 'state') === undefined ? undefined : '{ state: true }';
}

function remove({ start, end }: ESTree.Decorator): Edit {
  return { start, end, text: '' };
}
