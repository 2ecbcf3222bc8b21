import { text } from 'node:stream/consumers';
import { Command } from 'commander';
import { isEmbedToken } from '../auth/embed-token.ts';
import { isSessionToken } from '../auth/session-token.ts';
import type { EnvironmentOptions } from './environment.ts';
import { addEnvironmentOptions, readEnvironment } from './environment.ts';
import { EXIT_CODE } from './exit-code.ts';
import { explainEmbedToken } from './explain-embed-token.ts';
import { explainSessionToken } from './explain-session-token.ts';
import type { ExplainSessionTokenOptions } from './explain-session-token.ts';
import { explainToken } from './explain-token.ts';
import type { ExplainTokenOptions, PageReading, TokenReading } from './explain-token.ts';
import { diagnose } from './diagnose.ts';
import type { DatabaseReport, Diagnosis, OrganizationReport, ScriptReport } from './diagnose.ts';
import { printSection } from './print.ts';
import { withStoredKeys } from './stored-keys.ts';
import { describeWebhook, type WebhookReport } from './webhook-report.ts';

interface DoctorOptions extends EnvironmentOptions {
  readonly json: boolean;
  readonly token?: string;
}

/** `doctor`: says what is wrong before a start does, what host pages need to know, and where sign-ins return to. */
export function doctorCommand(input: NodeJS.ReadableStream = process.stdin): Command {
  return addEnvironmentOptions(new Command('doctor'))
    .description(
      'check configuration, keys and database without a change to them, and print what host pages need ' +
        'and the redirect URIs to register with systems that people sign in to',
    )
    .option('--token <token>', 'say what the server would do with an embed token, and why; - reads it from the input')
    .option('--json', 'print the result as JSON', false)
    .action(async (options: DoctorOptions) => {
      if (options.token !== undefined) {
        await examineToken(options.token === '-' ? await text(input) : options.token, options);
        return;
      }
      const examination = await diagnose(options);
      const { problems } = examination;
      if (options.json) console.log(JSON.stringify({ ok: problems.length === 0, ...examination }));
      else printDiagnosis(examination);
      const [first] = problems;
      if (first) process.exitCode = first.exitCode;
    });
}

/** Exits with `refused` when no page accepts the token. */
async function examineToken(token: string, options: DoctorOptions): Promise<void> {
  const { config, settings } = await readEnvironment(options, { encryptionKeys: 'optional' });
  const now = Date.now();
  const readings = await withStoredKeys(settings, (stored) => explain(token.trim(), { config, settings, now, stored }));
  const ok = readings.some(({ accepted }) => accepted);
  if (options.json) console.log(JSON.stringify({ ok, readings }));
  else printReadings(readings);
  if (!ok) process.exitCode = EXIT_CODE.refused;
}

function explain(
  token: string,
  options: ExplainSessionTokenOptions & ExplainTokenOptions,
): Promise<readonly TokenReading[]> {
  if (isEmbedToken(token)) return explainEmbedToken(token, options);
  if (isSessionToken(token)) return explainSessionToken(token, options);
  return explainToken(token, options);
}

function printReadings(readings: readonly TokenReading[]): void {
  // The others do not have the key, which their reasons say again and again.
  const concerned = readings.filter(({ verified }) => verified);
  for (const reading of concerned.length > 0 ? concerned : readings) printReading(reading);
}

function printReading(reading: TokenReading): void {
  const { dialect, organization, arrival, accepted, code, reason, tenant, user, singleUse, origin, pages } = reading;
  const { ignoredClaims, notes } = reading;
  const where = organization === undefined ? '' : ` of ${organization}`;
  const title = `${dialect} pages${where}, token ${arrival === 'url' ? 'in the address' : 'by message'}`;
  if (!accepted) {
    printSection(title, {
      result: `refused (${code ?? ''})`,
      reason: reason ?? '',
      ...(notes.length > 0 && { notes }),
    });
    return;
  }
  printSection(title, {
    result: singleUse === true ? 'accepted once; whether it was used before was not checked' : 'accepted',
    tenant: tenant ?? '',
    user: user ?? '-',
    ...(origin !== undefined && { origin }),
    pages: pages.map(describePage),
    ...(ignoredClaims.length > 0 && {
      'ignored claims': ignoredClaims.map((claim) => `${claim.path}: ${claim.reason}`),
    }),
    ...(notes.length > 0 && { notes }),
  });
}

function describePage({ path, connector, integration, refusal }: PageReading): string {
  if (refusal !== undefined) return `${path}: 404, ${refusal}`;
  if (connector === undefined) return path;
  return `${path}: ${connector}${integration === undefined ? '' : ` as part of ${integration}`}`;
}

function printDiagnosis({ problems, warnings, database, script, organizations, webhooks }: Diagnosis): void {
  if (database) printSection('Database', { file: database.file, state: describeDatabaseState(database) });
  if (script) printScript(script);
  for (const organization of organizations) printOrganization(organization, webhooks);
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

function printOrganization(organization: OrganizationReport, webhooks: readonly WebhookReport[]): void {
  const { slug, name, mode, allowedOrigins, keyAlgorithms, pages, redirectUris, setup, advice } = organization;
  const uris = Object.entries(redirectUris).flatMap(([connector, uri]) => {
    const text = setup[connector];
    return text === undefined ? [uri] : [uri, `  ${text}`];
  });
  const ownWebhooks = webhooks.filter((webhook) => webhook.organization === slug);
  printSection(`Organization ${slug}`, {
    name,
    mode,
    origins: mode === 'sandbox' ? 'any' : allowedOrigins,
    keys: keyAlgorithms.join(', ') || 'none',
    pages,
    ...(uris.length > 0 && { 'redirect URIs': uris }),
    ...(ownWebhooks.length > 0 && { webhooks: ownWebhooks.map(describeWebhook) }),
    ...(advice.length > 0 && { advice }),
  });
}
