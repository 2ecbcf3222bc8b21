import { z } from 'zod';
import { analyze } from './analyzer.mjs';
import { messageEvents } from './message-events.ts';
import type { SourceTypes } from './source-types.ts';

const FOLDER = 'widget/element';
const CLASS_FILE = `${FOLDER}/embed-connection.ts`;

const describedSchema = z.object({ name: z.string(), description: z.string().min(1) });
const typedSchema = z.object({ type: z.object({ text: z.string() }) });

const memberSchema = z.object({
  kind: z.enum(['field', 'method']),
  name: z.string(),
  description: z.string().optional(),
  privacy: z.enum(['public', 'protected', 'private']).default('public'),
  static: z.boolean().default(false),
  readonly: z.boolean().optional(),
  attribute: z.string().optional(),
  reflects: z.boolean().optional(),
  default: z.string().optional(),
  parameters: z.array(typedSchema.extend({ name: z.string() })).optional(),
  return: typedSchema.optional(),
});

/** What the documentation needs from the analyzer. */
const tagClassSchema = z.object({
  name: z.string(),
  description: z.string().min(1),
  tagName: z.string(),
  members: z.array(memberSchema).min(1),
  attributes: z.array(describedSchema.extend({ fieldName: z.string(), default: z.string().optional() })).min(1),
  // The analyzer also lists each dispatch in the code as an event, named after its first argument. Entries with a
  // description come from `@fires`, which documents the events that are not generated from a message.
  events: z
    .array(z.looseObject({ description: z.string().optional() }))
    .transform((events) => events.filter(({ description }) => description !== undefined))
    .pipe(z.array(describedSchema.extend(typedSchema.shape)).min(1)),
  slots: z.array(describedSchema).min(1),
  cssParts: z.array(describedSchema).min(1),
  cssProperties: z.array(describedSchema.extend({ default: z.string().optional() })).default([]),
});

const analysisSchema = z.object({
  modules: z.array(z.object({ path: z.string(), declarations: z.array(z.looseObject({ kind: z.string() })) })),
});

/** The public API of the tag, as its doc comments describe it, without private and inherited members. */
export type Tag = ReturnType<typeof readTag>;

/** Reads the tag's doc comments. Throws if a public member has none. */
export function readTag(sources: SourceTypes) {
  const { modules } = analysisSchema.parse(analyze([CLASS_FILE, `${FOLDER}/define.ts`]));
  const tagLike = modules.flatMap(({ declarations }) => declarations).find(({ kind }) => kind === 'class');
  const { members, attributes, events, ...rest } = tagClassSchema.parse(tagLike);

  const declared = sources.membersOf(CLASS_FILE, rest.name);
  const typeOf = (name: string) => {
    const found = declared.find((one) => one.name === name);
    if (!found) throw new Error(`${rest.name} has no ${name}.`);
    return { type: { text: sources.print(found.type) } };
  };
  return {
    ...rest,
    events: [
      ...messageEvents(sources).map(({ type, className, description }) => ({
        name: type,
        description,
        type: { text: className },
      })),
      ...events,
    ],
    attributes: attributes.map((attribute) => ({ ...attribute, ...typeOf(attribute.fieldName) })),
    members: members
      .filter((one) => one.privacy === 'public' && !one.static && one.description !== undefined)
      .map((one) => ({ ...one, ...(one.kind === 'field' && typeOf(one.name)) })),
  };
}
