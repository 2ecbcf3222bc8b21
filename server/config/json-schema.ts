import { z } from 'zod';

import { connectorDefinitionSchema } from '../connectors/definition.ts';
import { settingsFieldKinds, settingsFieldSchema, untypedChoiceSchema } from './schema-settings.ts';
import { configSchema, connectorEntrySchema } from './schema.ts';

/** An override of a definition that stands elsewhere: everything in it is optional. */
const overrideSchema = connectorDefinitionSchema
  .partial()
  .extend({
    from: z
      .string()
      .optional()
      .describe('A connector of the catalogue that this one begins as. Default: its own name.'),
    environment: z.string().optional().describe('Which system of the provider, such as `sandbox`.'),
    inputs: z.record(z.string(), z.looseObject({})).optional().describe('Changes to single inputs.'),
    auth: z.looseObject({}).optional().describe('Changes to how it authenticates.'),
    verify: z.looseObject({}).optional().describe('Changes to how credentials are tried.'),
  })
  .describe('Changes to a connector that is known already; {} takes it as it is.');

const entrySchema = z
  .union([connectorDefinitionSchema, overrideSchema, z.null()])
  .describe('A connector: whole if it is new, else what to change about it.');

/** A property of the settings of an integration. */
const settingSchema = z
  .union([settingsFieldKinds(), untypedChoiceSchema()])
  .describe('What people can set: text, a number, yes or no, a choice, several choices, or a group.');

type ToJsonSchemaOptions = NonNullable<Parameters<typeof z.toJSONSchema>[1]>;

/** JSON Schema of the configuration file, for editors: what people write, before defaults are filled in. */
export function configJsonSchema(): Readonly<Record<string, unknown>> {
  const connector: Record<string, unknown> = z.toJSONSchema(entrySchema, { io: 'input' });
  delete connector['$schema'];
  const override: ToJsonSchemaOptions['override'] = ({ zodSchema, jsonSchema }) => {
    if (zodSchema === connectorEntrySchema) jsonSchema.$ref = '#/$defs/connector';
    if (zodSchema === settingsFieldSchema) jsonSchema.$ref = '#/$defs/setting';
  };
  const setting: Record<string, unknown> = z.toJSONSchema(settingSchema, { io: 'input', override });
  delete setting['$schema'];
  const file = z.toJSONSchema(configSchema, { io: 'input', override });
  return { title: 'embed-connection', ...file, $defs: { connector, setting } };
}

/** The schema as the committed file holds it. */
export function configJsonSchemaText(): string {
  return `${JSON.stringify(configJsonSchema(), null, 2)}\n`;
}
