import { z } from 'zod';

import { languageTag, shortText, urlTemplate } from '../connectors/auth-schema/values.ts';
import { isJsonObject } from '../json-object.ts';
import { lazySchema } from '../lazy-schema.ts';
import { parseWith } from './schema-issues.ts';
import { connectorName } from './schema-texts.ts';
import { checkNames } from './settings-names.ts';

/** The name of a property. */
const propertyName = z.string().regex(/^[A-Za-z][A-Za-z0-9_-]{0,62}$/, {
  error: 'must be 1 to 63 letters, digits, _ and -, beginning with a letter',
});

const longText = z.string().min(1).max(2000);

const texts = {
  title: shortText.optional().describe('What stands above it. Default: the name of the property.'),
  description: longText.optional().describe('A sentence below it.'),
};

const annotations = {
  ...texts,
  'x-i18n': z
    .record(languageTag, z.strictObject(texts))
    .optional()
    .describe('Translations of `title` and `description`, by language tag.'),
};

const scalar = z.union([z.string(), z.number(), z.boolean()]);

const choice = () =>
  z.strictObject({
    const: scalar.describe('The value that is stored.'),
    title: shortText.describe('What people read.'),
    'x-i18n': z
      .record(languageTag, z.strictObject({ title: shortText.optional().describe('What people read.') }))
      .optional()
      .describe('Translations of `title`, by language tag.'),
  });

const choices = () => ({
  enum: z
    .array(scalar)
    .min(1)
    .refine((values) => new Set(values).size === values.length, { error: 'has a value twice' })
    .optional()
    .describe('The values to choose from.'),
  oneOf: z.array(choice()).min(1).optional().describe('The values to choose from, with what people read.'),
});

const remoteChoices = () =>
  z
    .strictObject({
      connector: connectorName.describe('The connector of the integration that is asked.'),
      url: urlTemplate.describe('Asked with the credentials of the connection.'),
      items: shortText.describe('Dotted path in the JSON answer to the list.'),
      value: shortText.describe('Dotted path in an item to the value that is stored.'),
      label: shortText.describe('Dotted path in an item to what people read.'),
    })
    .optional()
    .describe('Choices that are read from the connected provider.');

function sample(value: z.ZodType) {
  return {
    default: value.optional().describe('What it is until people change it.'),
    examples: z.array(value).optional().describe('Values to show in an empty box.'),
  };
}

const stringField = () =>
  z
    .strictObject({
      type: z.literal('string').describe('Text.'),
      ...annotations,
      ...choices(),
      ...sample(z.string()),
      format: z
        .enum(['email', 'uri', 'date', 'password'])
        .optional()
        .describe('What the text is. `password`: a secret, which is stored encrypted and never shown again.'),
      'x-multiline': z.boolean().optional().describe('Whether the box has several lines.'),
      'x-options': remoteChoices(),
    })
    .refine(({ format, default: value }) => format !== 'password' || value === undefined, {
      path: ['default'],
      error: 'is not allowed for a password, because it would be the same for everybody',
    });

function numberField<Type extends 'number' | 'integer'>(type: Type) {
  return z
    .strictObject({
      type: z.literal(type).describe(type === 'integer' ? 'A whole number.' : 'A number.'),
      ...annotations,
      ...choices(),
      ...sample(z.number()),
      minimum: z.number().optional().describe('The least that it may be.'),
      maximum: z.number().optional().describe('The most that it may be.'),
      'x-options': remoteChoices(),
    })
    .refine(({ minimum = -Infinity, maximum = Infinity }) => minimum <= maximum, {
      path: ['maximum'],
      error: 'must not be below `minimum`',
    });
}

const booleanField = () =>
  z.strictObject({
    type: z.literal('boolean').describe('Yes or no.'),
    ...annotations,
    ...sample(z.boolean()),
  });

/** A choice without a type, which JSON Schema allows. */
export const untypedChoiceSchema = lazySchema(() =>
  z.strictObject({ ...annotations, ...choices(), ...sample(scalar) }),
);

/** What a list can hold, and a property that is no list and no group. */
const singleFields = () => [stringField(), numberField('number'), numberField('integer'), booleanField()] as const;

const itemSchema = fieldSchema(lazySchema(() => z.discriminatedUnion('type', singleFields())));

const arrayField = () =>
  z
    .strictObject({
      type: z.literal('array').describe('Several choices.'),
      ...annotations,
      ...sample(z.array(scalar)),
      items: itemSchema.describe('What each of them is.'),
    })
    .refine(({ items }) => ['enum', 'oneOf', 'x-options'].some((key) => items[key] !== undefined), {
      path: ['items'],
      error: 'must have choices: `enum`, `oneOf` or `x-options`',
    });

const conditionProperty = z.union([
  z.strictObject({ const: scalar.describe('The value that it has.') }),
  z.strictObject({ enum: z.array(scalar).min(1).describe('The values of which it has one.') }),
]);

const required = z.array(z.string()).optional().describe('Properties that must be filled in.');

function objectKeys(property: z.ZodType<SettingsField>) {
  const properties = z.record(propertyName, property);
  return {
    ...annotations,
    properties: properties.default({}).describe('What people can set, by name.'),
    required,
    if: z
      .strictObject({
        properties: z
          .record(propertyName, conditionProperty)
          .refine((all) => Object.keys(all).length === 1, { error: 'must name exactly one property' })
          .describe('The one property that decides, and its value.'),
        required,
      })
      .optional()
      .describe('When `then` applies.'),
    then: z
      .strictObject({ properties: properties.optional().describe('What people can set in this case.'), required })
      .optional()
      .describe('What applies besides.'),
  };
}

const groupField = () =>
  z
    .strictObject({
      type: z.literal('object').describe('A group of settings.'),
      ...objectKeys(fieldSchema(lazySchema(() => z.discriminatedUnion('type', [...singleFields(), arrayField()])))),
    })
    .superRefine(checkNames);

/** A property of the settings. Its kinds are tried by `type`, so that an issue names what is wrong in that kind. */
export const settingsFieldSchema = fieldSchema(() => settingsFieldKinds());

/** Every kind of {@link settingsFieldSchema}. */
export const settingsFieldKinds = lazySchema(() =>
  z.discriminatedUnion('type', [...singleFields(), arrayField(), groupField()]),
);

/**
 * The settings of an integration as people write them: a subset of JSON Schema, draft 2020-12. `{}`: there are none.
 * Values of `default` and `examples` are checked elsewhere, by a validator of JSON Schema.
 */
export const settingsSchema = z
  .strictObject({
    $schema: z.literal('https://json-schema.org/draft/2020-12/schema').optional().describe('The draft.'),
    type: z.literal('object').default('object').describe('Settings are an object.'),
    ...objectKeys(settingsFieldSchema),
  })
  .superRefine(checkNames);

/** A property of settings, parsed. */
export type SettingsField = Readonly<Record<string, unknown>> & { readonly type?: string };

/** The settings of an integration, parsed. */
export type SettingsSchema = z.output<typeof settingsSchema>;

/** Parses a property with the schema of its kind. A choice needs no `type`. */
function fieldSchema(kinds: () => z.ZodType) {
  return z.unknown().transform((value, context): SettingsField => {
    const isChoice = isJsonObject(value) && value['type'] === undefined && ('enum' in value || 'oneOf' in value);
    const parsed = parseWith(isChoice ? untypedChoiceSchema() : kinds(), value, []);
    if (parsed.ok && isJsonObject(parsed.value)) return parsed.value;
    for (const { path, message } of parsed.ok ? [] : parsed.issues) {
      context.addIssue({ code: 'custom', path: [...path], message });
    }
    return z.NEVER;
  });
}
