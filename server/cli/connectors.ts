import { Command } from 'commander';
import type { Config, OrganizationConfig, ServerSettings } from '../config/config.ts';
import type { ProviderAccess } from '../connectors/auth-type.ts';
import { authenticator, connectorFields } from '../connectors/auth-types.ts';
import { readCredentials } from '../connectors/credentials.ts';
import type { ConnectorDefinition } from '../connectors/definition.ts';
import type { Credentials } from '../connectors/stored-credentials.ts';
import { verifyCredentials } from '../connectors/verify.ts';
import { createEgress } from '../egress.ts';
import { redirectUri } from '../sign-in/sign-in-deps.ts';
import type { EnvironmentOptions } from './environment.ts';
import { addEnvironmentOptions, readEnvironment, requireOrganization } from './environment.ts';
import { CommandError } from './exit-code.ts';
import type { Terminal } from './init.ts';
import { printRecord, printTable, printWarning } from './print.ts';
import { readValues } from './read-values.ts';
import { trySignIn } from './try-sign-in.ts';

/** Longer than a person takes to sign in. */
const SIGN_IN_TIMEOUT_MS = 10 * 60_000;
/** As for the dialog. */
const VERIFY_TIMEOUT_MS = 22_000;

interface CommonOptions extends EnvironmentOptions {
  readonly org?: string;
  readonly json: boolean;
}

/** `connectors`: lists the configured connectors, and tries one. */
export function connectorsCommand(
  terminal: () => Terminal = () => ({ input: process.stdin, output: process.stderr }),
): Command {
  return new Command('connectors')
    .description('list connectors, and try one from the terminal')
    .addCommand(listCommand())
    .addCommand(tryCommand(terminal));
}

function createSubcommand(name: string, description: string): Command {
  return addEnvironmentOptions(new Command(name))
    .description(description)
    .option('--org <slug>', 'organization')
    .option('--json', 'print the result as JSON', false);
}

function listCommand(): Command {
  return createSubcommand('list', 'list the connectors that organizations see').action(
    async (options: CommonOptions) => {
      const { config } = await readEnvironment(options, { encryptionKeys: 'optional' });
      const rows = organizationsOf(config, options.org).flatMap(({ slug, connectors }) =>
        [...connectors].map(([name, { name: displayName, auth, verify, sandbox }]) => ({
          organization: slug,
          connector: name,
          name: displayName,
          type: auth.type,
          verified: verify !== undefined,
          sandbox,
        })),
      );
      printTable(rows, options);
    },
  );
}

const TRY_HELP = `
Values are the fields of the connector, as name=value. Those that are missing are asked for, secrets without an echo.
Without a terminal, the input has one name=value a line.

For a connector that people sign in to, this prints an address to open, and listens at PORT for the browser to come
back: stop a server that runs there. The redirect URI that doctor prints has to be registered at the provider.

Requests go to the real provider. Nothing is stored, and tokens are not revoked.`;

function tryCommand(terminal: () => Terminal): Command {
  return createSubcommand('try', 'verify credentials, or sign in, as the dialog does, and store nothing')
    .argument('<name>', 'connector')
    .argument('[values...]', 'name=value for fields of the connector')
    .addHelpText('after', TRY_HELP)
    .action(async (name: string, given: readonly string[], options: CommonOptions) => {
      const { config, settings } = await readEnvironment(options, { encryptionKeys: 'optional' });
      const { organization, definition } = findConnector(config, name, options.org);
      const values = await readValues({ fields: connectorFields(definition), given, terminal: terminal() });
      const egress = createEgress({ allow: settings.egressAllow, allowLoopbackHttp: settings.dev });
      try {
        const credentials = await readCredentials(definition, values);
        const access = { egress, now: Date.now, signal: AbortSignal.timeout(SIGN_IN_TIMEOUT_MS) };
        const complete = await obtainTokens({ name, definition, credentials, access, settings, json: options.json });
        const { verified, account = null } = await verifyCredentials(definition, complete, {
          ...access,
          signal: AbortSignal.timeout(VERIFY_TIMEOUT_MS),
        });
        printRecord({ organization, connector: name, accepted: true, verified, account }, options);
        if (!verified) printWarning(NOT_VERIFIED, options);
      } finally {
        egress.close();
      }
    });
}

const NOT_VERIFIED = {
  code: 'not_verified',
  message: 'The connector has no `verify`, so the provider was not asked whether it accepts this.',
};

interface TryOptions {
  readonly name: string;
  readonly definition: ConnectorDefinition;
  readonly credentials: Credentials;
  readonly access: ProviderAccess;
  readonly settings: ServerSettings;
  readonly json: boolean;
}

/** Adds the tokens of a sign-in or of an exchange, for connectors that have one. */
async function obtainTokens({
  name,
  definition,
  credentials,
  access,
  settings,
  json,
}: TryOptions): Promise<Credentials> {
  const { signIn, issue } = authenticator(definition);
  const { values } = credentials;
  if (issue) return { values, tokens: await issue(values, access) };
  if (!signIn) return credentials;
  const { port, host, publicUrl } = settings;
  const tokens = await trySignIn({
    method: signIn,
    values,
    redirectUri: redirectUri({ publicUrl }, name),
    listen: { port, host },
    access,
    announce: ({ href }) => console.error(json ? JSON.stringify({ open: href }) : `Open this address: ${href}`),
  });
  return { values, tokens };
}

function organizationsOf(config: Config, slug: string | undefined): readonly OrganizationConfig[] {
  return slug === undefined ? [...config.organizations.values()] : [requireOrganization(config, slug)];
}

/** Without an organization, the connector has to be the same in all that have it. */
function findConnector(config: Config, name: string, org: string | undefined) {
  const found = organizationsOf(config, org).flatMap(({ slug, connectors }) => {
    const definition = connectors.get(name);
    return definition ? [{ organization: slug, definition }] : [];
  });
  const [first, ...others] = found;
  if (!first) throw new CommandError(`There is no connector ${name}. \`connectors list\` has all.`, 'not_found');
  if (others.some(({ definition }) => definition !== first.definition)) {
    const slugs = found.map(({ organization }) => organization).join(', ');
    throw new CommandError(`${name} is not the same in ${slugs}: name one with --org.`, 'invalid_usage');
  }
  return first;
}
