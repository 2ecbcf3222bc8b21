// Generates the tag's event classes and the tables in docs/ from the sources. With --check, only reports the files that
// are out of date.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { describeApi } from '../server/api/api-app.ts';
import type { ApiOptions } from '../server/api/api-env.ts';
import type { OpenApiDocument } from '../server/api/testing/openapi-document.ts';
import { AccessTokens, type AccessTokenDeps } from '../server/http/require-access-token.ts';
import { dialects } from '../server/dialects/dialects.ts';
import { errorTable, objectReference, operationReference } from './docs/api-reference.ts';
import { messageEvents, messageEventsSource } from './docs/message-events.ts';
import { frameMessageTable, hostMessageTable } from './docs/message-tables.ts';
import { SourceTypes } from './docs/source-types.ts';
import { eventTable, methodTable, propertyTable, stylingTable } from './docs/tag-tables.ts';
import { readTag } from './docs/tag.ts';

const sources = new SourceTypes('tsconfig.host.json');
const tag = readTag(sources);
const api = await apiDocument();

/** The generated sections of each page, by section name. */
const PAGES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'docs/tag.md': {
    'tag-properties': propertyTable(tag),
    'tag-methods': methodTable(tag),
    'tag-events': eventTable(tag, sources),
    'tag-styling': stylingTable(tag),
  },
  'docs/messages.md': {
    'messages-from-frame': frameMessageTable(sources),
    'messages-to-frame': hostMessageTable(sources),
  },
  'docs/api.md': {
    'api-errors': errorTable(),
    'api-operations': operationReference(api),
    'api-objects': objectReference(api),
  },
};

await writeGenerated('widget/element/message-events.ts', messageEventsSource(messageEvents(sources)));
for (const [file, sections] of Object.entries(PAGES)) {
  await writeGenerated(file, fillSections(readFileSync(file, 'utf8'), sections));
}

/** Formats and writes a file if its content has changed. With --check, reports it instead. */
async function writeGenerated(file: string, content: string): Promise<void> {
  const present = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const wanted = await format(content, { ...(await resolveConfig(file)), filepath: file });
  if (present === wanted) return;
  if (process.argv.includes('--check')) {
    console.error(`${file} does not match the sources. Run \`npm run docs\`.`);
    process.exitCode = 1;
  } else {
    writeFileSync(file, wanted);
    console.log(`Wrote ${file}.`);
  }
}

/**
 * Replaces the text between the two markers of each section: `<!-- name:start -->` and `<!-- name:end -->`.
 *
 * Throws if a section has no markers, or has them more than once.
 */
function fillSections(text: string, sections: Readonly<Record<string, string>>): string {
  return Object.entries(sections).reduce((filled, [name, content]) => {
    const [start, end] = [`<!-- ${name}:start -->`, `<!-- ${name}:end -->`];
    const [before, rest, ...more] = filled.split(start);
    const [, after, ...others] = rest?.split(end) ?? [];
    if (before === undefined || after === undefined || more.length + others.length > 0) {
      throw new Error(`The page needs ${start} and ${end} exactly once, in this order.`);
    }
    return `${before}${start}\n\n${content}\n\n${end}${after}`;
  }, text);
}

/** The OpenAPI document of `/api/v1`, made without a configuration and a database. */
async function apiDocument(): Promise<OpenApiDocument> {
  const options = {
    config: { organizations: new Map() },
    useCaseDeps: {},
    background: {},
    publicUrl: new URL('https://connect.example.com'),
    accessTokens: new AccessTokens({} as AccessTokenDeps),
    dialectRoutes: await Promise.all(dialects.flatMap((dialect) => dialect.loadApiRoutes?.() ?? [])),
  };
  return describeApi(options as unknown as ApiOptions) as unknown as OpenApiDocument;
}
