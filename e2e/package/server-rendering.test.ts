import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { hostProject } from './pack.ts';
import { nodeExecutables, runInProject } from './run-in-project.ts';

const ENTRIES = ['', '/element', '/jsx', '/messages', '/react'].map((entry) => `embed-connection${entry}`);

describe('a server that renders', () => {
  const project = hostProject();
  after(() => project.remove());

  for (const node of nodeExecutables()) {
    describe(`with ${node === process.execPath ? 'the Node that runs the tests' : 'the Node on the machine'}`, () => {
      for (const entry of ENTRIES) {
        test(`imports ${entry} without a document, and adds no globals except those of Lit`, () => {
          const added = runInProject(
            project.folder,
            // Names only: Node itself adds symbols when it loads modules lazily.
            `const before = new Set(Object.getOwnPropertyNames(globalThis));
             await import('${entry}');
             const ofLit = /^(?:lit[A-Z]|reactiveElementVersions$|customElements$)/;
             const names = Object.getOwnPropertyNames(globalThis);
             const added = names.filter((name) => !before.has(name) && !ofLit.test(name));
             process.stdout.write(added.join());`,
            node,
          );
          assert.equal(added, '');
        });
      }

      test('renders the React component as a tag', () => {
        const html = runInProject(
          project.folder,
          `import { createElement } from 'react';
           import { renderToString } from 'react-dom/server';
           import { EmbedConnection } from 'embed-connection/react';
           const props = { className: 'connection', src: 'https://connect.example.com/acme/hubspot/auth', onSuccess() {} };
           process.stdout.write(renderToString(createElement(EmbedConnection, props)));`,
          node,
        );
        assert.equal(html, '<embed-connection class="connection"></embed-connection>');
      });
    });
  }

  test('defines the tag if there is a custom element registry, but not from the entry with the class only', () => {
    const defined = runInProject(
      project.folder,
      `const names = [];
       globalThis.customElements = { get: () => undefined, define: (name) => names.push(name) };
       await import('embed-connection/element');
       names.push('then');
       await import('embed-connection');
       process.stdout.write(names.join());`,
    );
    assert.equal(defined, 'then,embed-connection');
  });
});
