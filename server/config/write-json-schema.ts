import { writeFile } from 'node:fs/promises';

import { configJsonSchemaText } from './json-schema.ts';

// Run this after a change to the schema: node server/config/write-json-schema.ts
await writeFile(new URL('embed.config.schema.json', import.meta.url), configJsonSchemaText());
