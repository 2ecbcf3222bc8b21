import { randomBytes } from 'node:crypto';
import { Command } from 'commander';
import { createEgress } from '../egress.ts';
import { isoTime } from '../iso-time.ts';
import type { Store } from '../store/store.ts';
import { ConfiguredEndpoints } from '../webhooks/configured-endpoints.ts';
import { type EndpointView, findEndpoint, listEndpoints } from '../webhooks/endpoints.ts';
import { enableEndpoint } from '../webhooks/endpoint-state.ts';
import { listen } from '../webhooks/listen.ts';
import { SECRET_PREFIX } from '../webhooks/signature.ts';
import type { OrganizationOptions } from './environment.ts';
import { createOrganizationCommand } from './environment.ts';
import { CommandError } from './exit-code.ts';
import { OPERATOR, withStore } from './with-store.ts';
import { printRecord, printTable } from './print.ts';

const SECRET_BYTES = 32;

/** `webhooks`: shows and enables webhook endpoints, and forwards events to a program under development. */
export function webhooksCommand(): Command {
  return new Command('webhooks')
    .description('show and enable webhook endpoints, and forward events to a program under development')
    .addCommand(listCommand())
    .addCommand(enableCommand())
    .addCommand(listenCommand());
}

function listCommand(): Command {
  return createOrganizationCommand('list', 'list the webhook endpoints of the configuration and of the API').action(
    async (options: OrganizationOptions) =>
      withStore(options, { mustExist: true, mustBeConfigured: true }, async (store, { config }) => {
        const configured = new ConfiguredEndpoints(config.organizations);
        const endpoints = await listEndpoints({ store, configured }, options.org);
        printTable(await Promise.all(endpoints.map((endpoint) => toRecord(store, options.org, endpoint))), options);
      }),
  );
}

async function toRecord(store: Store, organization: string, endpoint: EndpointView) {
  const { id, source, url, events, tenantId, disabled } = endpoint;
  const tenant = tenantId === null ? undefined : await store.tenants.find(organization, tenantId);
  return {
    ...{ id, source, url, events: events.join(','), tenant: tenant?.key ?? null },
    disabledAt: disabled ? isoTime(disabled.disabledAt) : null,
    disabledReason: disabled?.reason ?? null,
  };
}

function enableCommand(): Command {
  return createOrganizationCommand(
    'enable',
    'let an endpoint that was disabled, for example by the status 410, receive events again',
  )
    .argument('<id>', 'id of the endpoint')
    .action(async (id: string, options: OrganizationOptions) =>
      withStore(options, { mustExist: true, mustBeConfigured: true }, async (store, { config }) => {
        const configured = new ConfiguredEndpoints(config.organizations);
        if (!(await findEndpoint({ store, configured }, options.org, id))) {
          throw new CommandError(`${options.org} has no webhook endpoint ${id}.`, 'not_found');
        }
        const change = { organization: options.org, endpointId: id, actor: OPERATOR, now: Date.now() };
        await store.write((stores) => enableEndpoint(stores, change));
        const endpoint = await findEndpoint({ store, configured }, options.org, id);
        if (endpoint) printRecord(await toRecord(store, options.org, endpoint), options);
      }),
    );
}

interface ListenCommandOptions extends OrganizationOptions {
  readonly forwardTo: URL;
  readonly secret?: string;
}

const LISTEN_HELP = `
For development. Every new event of the organization is sent once, in order, signed like a webhook. The receiver needs
no public address, and a failed attempt is not repeated. Without --secret, each start makes a new one and prints it.`;

function listenCommand(): Command {
  return createOrganizationCommand('listen', 'forward new events to an address of this machine, until Ctrl-C')
    .addHelpText('after', LISTEN_HELP)
    .requiredOption('--forward-to <url>', 'where to send events, such as http://localhost:3000/hooks', urlOption)
    .option('--secret <text>', 'secret that signs the events')
    .action(async (options: ListenCommandOptions) =>
      withStore(options, { mustExist: true, mustBeConfigured: true }, async (store, { settings }) => {
        const { org, forwardTo: url, json } = options;
        const secret = options.secret ?? SECRET_PREFIX + randomBytes(SECRET_BYTES).toString('base64');
        const stop = new AbortController();
        const onSignal = () => stop.abort();
        for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, onSignal);
        // A program under development is on this machine.
        const egress = createEgress({ allow: settings.egressAllow, allowLoopbackHttp: true });
        try {
          await listen(
            { store, egress, now: Date.now },
            {
              organization: org,
              receiver: { url, secrets: [secret] },
              onListening: () =>
                printRecord(
                  { organization: org, forwardTo: url.href, ...(options.secret === undefined && { secret }) },
                  options,
                ),
              onEvent: ({ id, type, sequence }, { statusCode, durationMs, error }) => {
                const record = { id, type, sequence, statusCode, durationMs, error };
                const answer = error ?? `${statusCode ?? ''} in ${durationMs} ms`;
                console.log(json ? JSON.stringify(record) : `${type}  ${id}  ${answer}`);
              },
              signal: stop.signal,
            },
          );
        } finally {
          for (const signal of ['SIGTERM', 'SIGINT'] as const) process.off(signal, onSignal);
          egress.close();
        }
      }),
    );
}

function urlOption(text: string): URL {
  const url = URL.parse(text);
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url;
  throw new CommandError('--forward-to must be an address that begins with http:// or https://.', 'invalid_usage');
}
