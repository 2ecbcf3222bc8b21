import { z } from 'zod';

import { connectorDefinitionSchema } from '../connectors/definition.ts';
import { configSchema, connectorEntrySchema } from './schema.ts';

/** An override of a definition that stands elsewhere: everything in it is optional. */
const overrideSchema = connectorDefinitionSchema
  .partial()
  .extend({
    inputs: z.record(z.string(), z.looseObject({})).optional().describe('Changes to single inputs.'),
    auth: z.looseObject({}).optional().describe('Changes to how it authenticates.'),
    verify: z.looseObject({}).optional().describe('Changes to how credentials are tried.'),
  })
  .describe('Changes to a connector that is known already; {} takes it as it is.');

const entrySchema = z
  .union([connectorDefinitionSchema, overrideSchema, z.null()])
  .describe('A connector: whole if it is new, else what to change about it.');

/** JSON Schema of the configuration file, for editors: what people write, before defaults are filled in. */
export function configJsonSchema(): Readonly<Record<string, unknown>> {
  const connector: Record<string, unknown> = z.toJSONSchema(entrySchema, { io: 'input' });
  delete connector['$schema'];
  const file = z.toJSONSchema(configSchema, {
    io: 'input',
    override: ({ zodSchema, jsonSchema }) => {
      if (zodSchema === connectorEntrySchema) jsonSchema.$ref = '#/$defs/connector';
    },
  });
  return { title: 'embed-connection', ...file, $defs: { connector } };
}

/** The schema as the committed file holds it. */
export function configJsonSchemaText(): string {
  return `${JSON.stringify(configJsonSchema(), null, 2)}\n`;
}
