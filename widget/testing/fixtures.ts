import { en } from '../locales/en.ts';
import type { ConnectionDetails } from '../protocol/connection.ts';
import type { ConnectorView } from '../protocol/connector.ts';
import { PERMISSIONS } from '../protocol/permissions.ts';
import type {
  DialogPageState,
  DialogSession,
  NoticePageState,
  ParentRule,
  WaitingPageState,
} from '../protocol/page-state.ts';
import type { CreateSignInResponse, TokenExchangeResponse } from '../protocol/session-api.ts';

/** A connector with one secret. */
export const apiKeyConnector: ConnectorView = {
  name: 'meridian',
  title: 'Meridian',
  helpUrl: 'https://meridian.example/help',
  verifiesCredentials: true,
  usesSignIn: false,
  credentialKind: 'key',
  fields: [
    {
      name: 'api_key',
      label: 'API key',
      kind: 'password',
      required: true,
      help: 'In Meridian, open Settings.',
    },
  ],
};

/** A connector with several fields: one is optional, and one is part of an address. */
export const passwordConnector: ConnectorView = {
  name: 'meridian',
  title: 'Meridian',
  verifiesCredentials: true,
  usesSignIn: false,
  credentialKind: 'password',
  fields: [
    {
      name: 'subdomain',
      label: 'Subdomain',
      kind: 'text',
      required: true,
      prefix: 'https://',
      suffix: '.meridian.example',
    },
    { name: 'username', label: 'User name', kind: 'email', required: true },
    { name: 'password', label: 'Password', kind: 'password', required: true },
    { name: 'project', label: 'Project', kind: 'text', required: false, placeholder: 'All projects' },
  ],
};

/** A connector with a sign-in in a window. */
export const signInConnector: ConnectorView = {
  name: 'meridian',
  title: 'Meridian',
  verifiesCredentials: true,
  usesSignIn: true,
  credentialKind: 'other',
  fields: [],
};

/** A connector with a field and then a sign-in in a window. */
export const signInWithFieldsConnector: ConnectorView = {
  ...signInConnector,
  fields: [
    { name: 'shop', label: 'Shop', kind: 'text', required: true, prefix: 'https://', suffix: '.meridian.example' },
  ],
};

/** A connection of {@link apiKeyConnector}. It has never been connected, unless `overrides` say otherwise. */
export function connection(overrides: Partial<ConnectionDetails> = {}): ConnectionDetails {
  return { id: 1, connector: 'meridian', name: '', status: 'disconnected', verified: false, ...overrides };
}

/** A working connection. */
export function connectedConnection(overrides: Partial<ConnectionDetails> = {}): ConnectionDetails {
  return connection({
    status: 'connected',
    verified: true,
    account: 'anna@contoso.example',
    connectedAt: '2026-03-14T09:26:00Z',
    ...overrides,
  });
}

/** A parent rule that allows the test page. State tests run in Node.js without a page. */
export const testPageParent: ParentRule = {
  allowed: 'location' in globalThis ? [location.origin] : [],
  anyOrigin: false,
  fallback: 'each',
};

/** What a test changes of a session's connector and connections. */
export interface ShownConnections {
  readonly connector?: ConnectorView | undefined;
  readonly connections?: readonly ConnectionDetails[] | undefined;
  /** A person can add connections. */
  readonly canAdd?: boolean | undefined;
  /** The connection that the page shows. Absent: the page shows the connector. */
  readonly connectionId?: number | undefined;
}

/** What a test changes of {@link dialogState}. */
export type DialogStateOverrides = Partial<DialogPageState> & ShownConnections;

function shown({
  connector = apiKeyConnector,
  connections = [connection()],
  canAdd = false,
  connectionId,
}: ShownConnections): Pick<DialogSession, 'subject' | 'connectors'> {
  return {
    subject:
      connectionId === undefined
        ? { kind: 'connector', connector: connector.name }
        : { kind: 'connection', connectionId },
    connectors: [{ connector, connections, ...(canAdd && { canAdd }) }],
  };
}

/** The state of a page on which {@link apiKeyConnector} can be connected. */
export function dialogState({
  connector,
  connections,
  canAdd,
  connectionId,
  ...overrides
}: DialogStateOverrides = {}): DialogPageState {
  return {
    kind: 'dialog',
    dialect: 'workato',
    parent: testPageParent,
    locale: 'en',
    translations: en,
    bearer: 'bearer-of-the-session',
    organization: 'Acme',
    tenant: 'Contoso',
    permissions: PERMISSIONS,
    ...shown({ connector, connections, canAdd, connectionId }),
    version: 'first',
    sandbox: false,
    ...overrides,
  };
}

/** The state of a page that shows a notice. */
export function noticeState(overrides: Partial<NoticePageState> = {}): NoticePageState {
  return {
    kind: 'notice',
    dialect: 'workato',
    parent: testPageParent,
    locale: 'en',
    translations: en,
    code: 'token_expired',
    message: 'The token has expired.',
    requestId: 'req-1',
    ...overrides,
  };
}

/** The state of a page that receives its token by message. */
export function waitingState(overrides: Partial<WaitingPageState> = {}): WaitingPageState {
  return {
    kind: 'waiting',
    dialect: 'native',
    parent: testPageParent,
    locale: 'en',
    translations: en,
    ...overrides,
  };
}

/** The server's response to a valid token. */
export function tokenExchangeResponse({
  connector,
  connections,
  connectionId,
  ...overrides
}: Partial<TokenExchangeResponse> & ShownConnections = {}): TokenExchangeResponse {
  return {
    bearer: 'bearer-of-the-next-session',
    organization: 'Acme',
    tenant: 'Contoso',
    permissions: PERMISSIONS,
    ...shown({ connector, connections, connectionId }),
    version: 'next',
    sandbox: false,
    locale: 'en',
    ...overrides,
  };
}

/** The server's response to a new sign-in. */
export function createSignInResponse(overrides: Partial<CreateSignInResponse> = {}): CreateSignInResponse {
  return { id: 7, startPath: '/connect/start/ecf_7', expiresInSeconds: 600, ...overrides };
}

/** The body of the server's response to a refused call. */
export function errorResponse(code: string, more: object = {}): object {
  return { error: { code, message: 'no', requestId: 'r', ...more } };
}
