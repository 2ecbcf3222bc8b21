import { type ESTree, type Plugin, Visitor } from 'vite';

/**
 * Leaves the descriptions of the configuration out of the bundle. Only the JSON schema has them, which is written from the
 * sources. Each makes zod copy a schema, so without them a start builds half as many.
 */
export function schemaDescriptions(): Plugin {
  return {
    name: 'schema-descriptions',
    transform: {
      filter: { id: /\/server\/(?:config|connectors|dialects)\/.*\.ts$/, code: '.describe(' },
      order: 'post',
      handler(code) {
        return { code: withoutDescriptions(code, this.parse(code)), map: null };
      },
    },
  };
}

/** Removes calls of `describe` from a module. Keeps its line breaks, and so the lines of its source map. */
function withoutDescriptions(code: string, program: ESTree.Program): string {
  const calls: { start: number; end: number }[] = [];
  new Visitor({
    CallExpression({ callee, end }) {
      if (callee.type !== 'MemberExpression' || callee.computed) return;
      if (callee.property.type === 'Identifier' && callee.property.name === 'describe')
        calls.push({ start: callee.object.end, end });
    },
  }).visit(program);
  calls.sort((a, b) => b.start - a.start);
  return calls.reduce(
    (rest, { start, end }) => rest.slice(0, start) + rest.slice(start, end).replace(/[^\n]/g, '') + rest.slice(end),
    code,
  );
}
