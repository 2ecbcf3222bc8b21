import { Webhook } from 'standardwebhooks';
import { z } from 'zod';

import { sandboxConnectors } from '../../server/sandbox/connectors.ts';
import type { ServerProcess } from '../harness/server-process.ts';
import { ORGANIZATION } from './demo-files.ts';

/** The page shows as many events as fit beside the connections. */
const MAX_EVENTS = 20;

const connectionSchema = z.looseObject({
  id: z.int(),
  connector: z.string(),
  name: z.string(),
  status: z.string(),
  account: z.string().nullable(),
});

/** A connection of the customer, as the API describes it. */
export type DemoConnection = z.output<typeof connectionSchema>;

const credentialsSchema = z.looseObject({ type: z.string(), inputs: z.record(z.string(), z.string()).default({}) });

type Credentials = z.output<typeof credentialsSchema>;

const eventSchema = z.looseObject({ type: z.string(), created_at: z.string(), data: z.unknown() });

/** One request of the back end, and what came back. Credentials are not in it. */
export interface CallStep {
  readonly title: string;
  readonly request: string;
  readonly response: unknown;
}

/** An event that the server has sent, after its signature was verified. */
export type ReceivedEvent = z.output<typeof eventSchema>;

/** What the back end of a product does with connections: lists them, uses their credentials, and receives events. */
export class BackEndCalls {
  readonly events: ReceivedEvent[] = [];
  readonly #server: ServerProcess;
  readonly #accessToken: string;
  readonly #webhook: Webhook;
  readonly #connectors: ReturnType<typeof sandboxConnectors>;

  private constructor({ server, accessToken, webhookSecret, providerUrl }: Parts) {
    this.#server = server;
    this.#accessToken = accessToken;
    this.#webhook = new Webhook(webhookSecret);
    this.#connectors = sandboxConnectors(providerUrl);
  }

  /** Makes an access token as an operator does, with the command line. */
  static async start(parts: Omit<Parts, 'accessToken'>): Promise<BackEndCalls> {
    const options = ['--org', ORGANIZATION, '--type', 'api', '--name', 'Demo back end', '--expires', '1d'];
    const scopes = ['--scope', 'read', '--scope', 'credentials'];
    const created = await parts.server.command('access-tokens', 'create', ...options, ...scopes);
    const { token } = z.looseObject({ token: z.string() }).parse(created);
    return new BackEndCalls({ ...parts, accessToken: token });
  }

  async connections(customer: string): Promise<readonly DemoConnection[]> {
    const path = `/api/v1/connections?tenant=${encodeURIComponent(`key:${customer}`)}`;
    return z.looseObject({ data: z.array(connectionSchema) }).parse(await this.#get(path)).data;
  }

  /** Reads the credentials of a connection, and calls the provider with them. */
  async callProvider(connection: DemoConnection): Promise<readonly CallStep[]> {
    const path = `/api/v1/connections/${connection.id}/credentials`;
    const read = await this.#get(path);
    const credentials = credentialsSchema.safeParse(read);
    const shown = credentials.success ? hideSecrets(credentials.data) : read;
    const steps: CallStep[] = [
      { title: 'The back end reads the credentials', request: `GET ${path}`, response: shown },
    ];
    const request = credentials.success && this.#providerRequest(connection.connector, credentials.data);
    if (!request) return steps;
    const response = await fetch(request);
    const address = new URL(request.url);
    return [
      ...steps,
      {
        title: 'It calls the provider with them',
        request: `${request.method} ${address.origin}${address.pathname}`,
        response: await response.json(),
      },
    ];
  }

  /** Verifies an event and keeps it. Returns whether the signature is right. */
  receive(body: string, headers: Record<string, string>): boolean {
    try {
      this.#webhook.verify(body, headers);
    } catch {
      return false;
    }
    this.events.unshift(eventSchema.parse(JSON.parse(body)));
    this.events.splice(MAX_EVENTS);
    return true;
  }

  async #get(path: string): Promise<unknown> {
    const headers = { authorization: `Bearer ${this.#accessToken}` };
    return (await fetch(new URL(path, this.#server.url), { headers })).json();
  }

  /** A request for the account of the person. `undefined` for providers whose requests this demo cannot make. */
  #providerRequest(connector: string, credentials: Credentials): Request | undefined {
    const definition = this.#connectors[connector];
    if (!definition?.verify) return undefined;
    const address = definition.verify.url.replaceAll(/\{(\w+)\}/g, (_, name: string) => credentials.inputs[name] ?? '');
    const url = new URL(address);
    const headers = new Headers();
    const text = (name: string) => String(credentials[name]);
    const { auth } = definition;
    switch (auth.type) {
      case 'oauth2':
      case 'oauth2_client_credentials':
        headers.set('authorization', `Bearer ${text('access_token')}`);
        break;
      case 'refreshable_token':
        headers.set('x-session-token', text('access_token'));
        break;
      case 'api_key':
        if (auth.in === 'bearer') headers.set('authorization', `Bearer ${text('api_key')}`);
        else headers.set(auth.name ?? '', text('api_key'));
        break;
      case 'basic':
        headers.set('authorization', `Basic ${btoa(`${text('username')}:${text('password')}`)}`);
        break;
      case 'custom':
      case 'oauth1':
      case 'aws_sigv4':
        return undefined;
    }
    return new Request(url, { headers });
  }
}

interface Parts {
  readonly server: ServerProcess;
  readonly accessToken: string;
  readonly webhookSecret: string;
  readonly providerUrl: string;
}

/** What the page shows as it is: no secrets. */
const OPEN = new Set(['type', 'expires_at', 'scopes', 'region', 'service', 'inputs', 'captured']);

/** Leaves the first characters of each secret, so that the page shows that it is there. */
function hideSecrets(credentials: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const entries = Object.entries(credentials).map(([name, value]) => [name, OPEN.has(name) ? value : hidden(value)]);
  return Object.fromEntries(entries) as Readonly<Record<string, unknown>>;
}

function hidden(value: unknown): unknown {
  if (typeof value === 'string') return `${value.slice(0, 3)}…`;
  // The fields of a connector with several secrets.
  return value && typeof value === 'object' ? hideSecrets({ ...value }) : value;
}
