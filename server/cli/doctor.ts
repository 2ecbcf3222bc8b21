import { Command } from 'commander';
import type { EnvironmentOptions } from './environment.ts';
import { addEnvironmentOptions } from './environment.ts';
import { diagnose } from './diagnose.ts';
import type { DatabaseReport, Diagnosis, OrganizationReport, ScriptReport } from './diagnose.ts';
import { printSection } from './print.ts';

interface DoctorOptions extends EnvironmentOptions {
  readonly json: boolean;
}

/** `doctor`: says what is wrong before a start does, what host pages need to know, and where sign-ins return to. */
export function doctorCommand(): Command {
  return addEnvironmentOptions(new Command('doctor'))
    .description(
      'check configuration, keys and database without a change to them, and print what host pages need ' +
        'and the redirect URIs to register with systems that people sign in to',
    )
    .option('--json', 'print the result as JSON', false)
    .action(async (options: DoctorOptions) => {
      const examination = await diagnose(options);
      const { problems } = examination;
      if (options.json) console.log(JSON.stringify({ ok: problems.length === 0, ...examination }));
      else printDiagnosis(examination);
      const [first] = problems;
      if (first) process.exitCode = first.exitCode;
    });
}

function printDiagnosis({ problems, warnings, database, script, organizations }: Diagnosis): void {
  if (database) printSection('Database', { file: database.file, state: describeDatabaseState(database) });
  if (script) printScript(script);
  for (const organization of organizations) printOrganization(organization);
  for (const warning of warnings) console.log(`Warning: ${warning}`);
  if (problems.length === 0) console.log(warnings.length === 0 ? 'Nothing is wrong.' : 'Nothing else is wrong.');
  // Where every other command says what is wrong.
  for (const { message } of problems) console.error(message);
}

const KEY_STATES: Readonly<Record<DatabaseReport['keys'], string>> = {
  match: 'ready, and the configured keys belong to it',
  none: 'ready, without any secret yet',
  not_checked: 'ready; its keys were not checked',
};

function describeDatabaseState({ state, missing, keys }: DatabaseReport): string {
  switch (state) {
    case 'ready':
      return KEY_STATES[keys];
    case 'behind':
      return `older than this version: the next start brings it up to date (${missing.join(', ')})`;
    case 'new':
      return 'not there yet: the first start makes it';
  }
}

function printScript({ address, hashedAddress, integrity, tag }: ScriptReport): void {
  printSection('Script of the tag', {
    newest: address,
    'this build': hashedAddress,
    integrity,
    markup: tag,
    '': 'The last three belong to this build: after an upgrade, pages that use them need the new ones.',
  });
}

function printOrganization(organization: OrganizationReport): void {
  const { slug, name, mode, allowedOrigins, keyAlgorithms, pages, redirectUris, setup } = organization;
  const uris = Object.entries(redirectUris).flatMap(([connector, uri]) => {
    const text = setup[connector];
    return text === undefined ? [uri] : [uri, `  ${text}`];
  });
  printSection(`Organization ${slug}`, {
    name,
    mode,
    origins: mode === 'sandbox' ? 'any' : allowedOrigins,
    keys: keyAlgorithms.join(', ') || 'none',
    pages,
    ...(uris.length > 0 && { 'redirect URIs': uris }),
  });
}
