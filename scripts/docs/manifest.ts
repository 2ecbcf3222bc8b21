import type { Tag } from './tag.ts';

/** The modules of the npm package that export the class and define the tag. */
const CLASS_MODULE = 'dist/host/element/embed-connection.js';
const DEFINING_MODULE = 'dist/host/element/define.js';

/** The package's custom-elements manifest, version 1.0.0. Editors and catalogues read it. */
export function manifestOf(tag: Tag) {
  const declaration = { name: tag.name, module: CLASS_MODULE };
  return {
    schemaVersion: '1.0.0',
    modules: [
      {
        kind: 'javascript-module',
        path: CLASS_MODULE,
        declarations: [
          { kind: 'class', customElement: true, ...tag, superclass: { name: 'LitElement', package: 'lit' } },
        ],
        exports: [{ kind: 'js', name: tag.name, declaration }],
      },
      {
        kind: 'javascript-module',
        path: DEFINING_MODULE,
        declarations: [],
        exports: [
          { kind: 'js', name: tag.name, declaration },
          { kind: 'custom-element-definition', name: tag.tagName, declaration },
        ],
      },
    ],
  };
}
