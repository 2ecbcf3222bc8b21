// Writes the tables in docs/ that follow from the sources. With --check it only says whether they are up to date.
import { readFileSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { fillSections } from './docs/generated-sections.ts';
import { frameMessageTable, hostMessageTable } from './docs/message-tables.ts';
import { SourceTypes } from './docs/source-types.ts';
import { eventTable, methodTable, propertyTable, stylingTable } from './docs/tag-tables.ts';
import { readTag } from './docs/tag.ts';

const sources = new SourceTypes('tsconfig.host.json');
const tag = readTag(sources);

/** The generated sections of each page, by the name in their markers. */
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
};

for (const [file, sections] of Object.entries(PAGES)) {
  const present = readFileSync(file, 'utf8');
  const wanted = await format(fillSections(present, sections), { ...(await resolveConfig(file)), filepath: file });
  if (present === wanted) continue;
  if (process.argv.includes('--check')) {
    console.error(`The generated tables of ${file} do not match the sources. Run \`npm run docs\`.`);
    process.exitCode = 1;
  } else {
    writeFileSync(file, wanted);
    console.log(`Wrote the tables of ${file}.`);
  }
}
