import { open } from 'node:fs/promises';
import { Command } from 'commander';
import { addToSummary, emptySummary, importConnections } from '../connections/import-connections.ts';
import type { ImportResult } from '../connections/import-connections.ts';
import { splitLines } from '../connections/split-lines.ts';
import { openVault } from '../store/open-vault.ts';
import type { EnvironmentOptions } from './environment.ts';
import {
  addEnvironmentOptions,
  openStore,
  printStorageWarning,
  readEnvironment,
  requireOrganization,
  withDevelopmentKey,
} from './environment.ts';
import { CommandError } from './exit-code.ts';
import { OPERATOR } from './with-store.ts';
import { printRecord } from './print.ts';

interface ImportOptions extends EnvironmentOptions {
  readonly org: string;
  readonly json: boolean;
}

const HELP = `
The file has one JSON object a line: tenant, user, connector, name, credentials, external_ref, as for the API (see
docs/credentials.md), and id. - reads standard input. An interrupted import can be repeated: a line whose external_ref or id
is known updates that connection.

A chosen id has to be higher than every id before it, so sort the lines by id. The next connections get the ids after the
highest one.`;

/** `connections import`: imports connections from a file, also with ids that an operator chooses. */
export function importCommand(): Command {
  return addEnvironmentOptions(new Command('import'))
    .description('import connections from a file with one JSON object a line')
    .addHelpText('after', HELP)
    .requiredOption('--org <slug>', 'organization')
    .option('--json', 'print the result of each line and the summary as JSON, one object a line', false)
    .argument('<file>', 'file, or - for standard input')
    .action(async (file: string, options: ImportOptions) => {
      const { config, settings: configured } = await readEnvironment(options);
      const organization = requireOrganization(config, options.org);
      const input = await openInput(file);
      const settings = withDevelopmentKey(configured);
      const store = await openStore({ settings, config }, { warn: printStorageWarning(options) });
      try {
        const now = Date.now;
        const vault = await openVault({ keys: settings.encryptionKeys, store, now: now() });
        const rules = { organization, mayUseTenant: () => true, ids: 'allowed' } as const;
        const summary = emptySummary();
        for await (const results of importConnections({ store, vault, now }, splitLines(input), {
          ...rules,
          actor: OPERATOR,
        })) {
          addToSummary(summary, results);
          for (const result of results) printResult(result, options);
        }
        printRecord(options.json ? { summary } : summary, options);
        if (summary.failed > 0) throw new CommandError(`${summary.failed} of ${summary.lines} lines failed.`);
      } finally {
        await store.close();
      }
    });
}

async function openInput(file: string): Promise<AsyncIterable<Uint8Array>> {
  if (file === '-') return process.stdin;
  try {
    return (await open(file)).createReadStream();
  } catch (cause) {
    throw new CommandError(`${file} cannot be read.`, 'not_found', { cause });
  }
}

/** People only see what failed. */
function printResult(result: ImportResult, { json }: ImportOptions): void {
  if (json) {
    console.log(JSON.stringify(result));
    return;
  }
  const { line, error } = result;
  if (!error) return;
  const fields = (error.fields ?? []).map(({ path, message }) => `${path} ${message}`).join(', ');
  console.error(`line ${line}: ${fields === '' ? error.message : fields}`);
}
