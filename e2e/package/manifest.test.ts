import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { z } from 'zod';
import { hostProject } from './pack.ts';
import { runInProject } from './run-in-project.ts';

const named = z.array(z.object({ name: z.string(), description: z.string() }));

const facts = z.object({
  tag: z.object({
    tagName: z.string(),
    attributes: named,
    events: z.array(z.object({ name: z.string(), type: z.object({ text: z.string() }) })),
    slots: named,
    cssParts: named,
    members: z.array(z.object({ name: z.string(), kind: z.string() })),
  }),
  observedAttributes: z.array(z.string()),
  eventClasses: z.array(z.string()),
});

describe('the custom-elements manifest', () => {
  const project = hostProject();
  after(() => project.remove());
  const { tag, observedAttributes, eventClasses } = facts.parse(
    JSON.parse(
      runInProject(
        project.folder,
        `import { readFileSync } from 'node:fs';
         import * as entry from 'embed-connection';
         const file = new URL(import.meta.resolve('embed-connection/custom-elements.json'));
         const { modules } = JSON.parse(readFileSync(file, 'utf8'));
         const [tag] = modules.flatMap(({ declarations }) => declarations);
         const eventClasses = Object.values(entry).filter((exported) => exported.prototype instanceof Event);
         console.log(JSON.stringify({
           tag,
           observedAttributes: entry.EmbedConnection.observedAttributes,
           eventClasses: eventClasses.map(({ name }) => name),
         }));`,
      ),
    ),
  );
  const names = (list: readonly { readonly name: string }[]) => list.map(({ name }) => name).sort();

  test('describes the tag', () => {
    assert.equal(tag.tagName, 'embed-connection');
  });

  test('has each attribute that the class observes', () => {
    assert.deepEqual(names(tag.attributes), observedAttributes.toSorted());
  });

  test('has an event for each event class of the package', () => {
    assert.deepEqual(tag.events.map(({ type }) => type.text).sort(), eventClasses.toSorted());
  });

  test('has the slots and parts that a page can fill and style', () => {
    assert.deepEqual(
      [names(tag.slots), names(tag.cssParts)],
      [
        ['error', 'loading'],
        ['close', 'dialog', 'frame'],
      ],
    );
  });

  test('has the methods that a page can call, and nothing private', () => {
    assert.deepEqual(names(tag.members.filter(({ kind }) => kind === 'method')), ['close', 'open', 'reload']);
    assert.deepEqual(
      tag.members.filter(({ name }) => /^[#_]/.test(name)),
      [],
    );
  });
});
