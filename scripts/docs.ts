// Writes the tables of the README that follow from the sources. With --check it only says whether they do.
import { readFileSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { fillSections } from './docs/generated-sections.ts';
import { frameMessageTable, hostMessageTable } from './docs/message-tables.ts';
import { SourceTypes } from './docs/source-types.ts';
import { eventTable, methodTable, propertyTable, stylingTable } from './docs/tag-tables.ts';
import { readTag } from './docs/tag.ts';

const FILE = 'README.md';

const sources = new SourceTypes('tsconfig.host.json');
const tag = readTag(sources);
const present = readFileSync(FILE, 'utf8');
const wanted = await format(
  fillSections(present, {
    'tag-properties': propertyTable(tag),
    'tag-methods': methodTable(tag),
    'tag-events': eventTable(tag, sources),
    'tag-styling': stylingTable(tag),
    'messages-from-frame': frameMessageTable(sources),
    'messages-to-frame': hostMessageTable(sources),
  }),
  { ...(await resolveConfig(FILE)), filepath: FILE },
);

if (present !== wanted) {
  if (process.argv.includes('--check')) {
    console.error(`The generated tables of ${FILE} are not what the sources say: run \`npm run docs\`.`);
    process.exitCode = 1;
  } else {
    writeFileSync(FILE, wanted);
    console.log(`Wrote the tables of ${FILE}.`);
  }
}
