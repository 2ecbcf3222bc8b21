import {
  SANDBOX_APP_ID,
  SANDBOX_AWS_KEY_ID,
  SANDBOX_AWS_SECRET,
  SANDBOX_KEY,
  SANDBOX_MACHINE_ID,
  SANDBOX_MACHINE_SECRET,
  SANDBOX_PASSWORD,
  SANDBOX_USERNAME,
  SANDBOX_WORKSPACE,
} from '../../server/sandbox/keys.ts';

/** What to enter into the dialog. */
export interface ProviderHint {
  /** What is special about the page. */
  readonly text: string;
  /** The values that the provider accepts, by field label. Empty if people only sign in in a window. */
  readonly inputs: readonly (readonly [label: string, value: string])[];
  /** Whether people sign in to the provider in a window. */
  readonly opensWindow?: true;
}

/** A provider that the demo offers to connect. */
export interface DemoProvider extends ProviderHint {
  readonly connector: string;
  readonly title: string;
}

/** What to do in the sign-in window of any provider. */
export const SIGN_IN_HINT = 'Choose Ada or Bob and press Allow.';

const KEY = ['API key', SANDBOX_KEY] as const;
const WORKSPACE = ['Workspace', SANDBOX_WORKSPACE] as const;
const NAME_AND_PASSWORD = [
  ['Username', SANDBOX_USERNAME],
  ['Password', SANDBOX_PASSWORD],
] as const;

/** What to enter on the pages of integrations. */
export const INTEGRATION_HINT: ProviderHint = {
  text: 'Each integration connects what it needs first.',
  inputs: [KEY, WORKSPACE, ...NAME_AND_PASSWORD],
  opensWindow: true,
};

const SIGN_IN: readonly DemoProvider[] = [
  {
    connector: 'sandbox-oauth',
    title: 'Sign-in in a window',
    text: 'Signs people in in a separate window.',
    inputs: [],
    opensWindow: true,
  },
  {
    connector: 'sandbox-oauth-coop',
    title: 'Isolated window',
    text: 'Its pages sever the link to the window that opened them (COOP).',
    inputs: [],
    opensWindow: true,
  },
  {
    connector: 'sandbox-oauth-slow',
    title: 'Slow window',
    text: 'Takes five seconds to show its page.',
    inputs: [],
    opensWindow: true,
  },
  {
    connector: 'sandbox-oauth-deny',
    title: 'Declines',
    text: 'Refuses access, even after Allow.',
    inputs: [],
    opensWindow: true,
  },
  {
    connector: 'sandbox-oauth-rotating',
    title: 'Short-lived tokens',
    text: 'Its tokens expire after 30 seconds. The server refreshes them.',
    inputs: [],
    opensWindow: true,
  },
  {
    connector: 'sandbox-oauth-workspace',
    title: 'Workspace first',
    text: 'Asks for a workspace before the sign-in.',
    inputs: [WORKSPACE],
    opensWindow: true,
  },
  {
    connector: 'sandbox-oauth1',
    title: 'OAuth 1.0a',
    text: 'Signs people in with OAuth 1.0a.',
    inputs: [],
    opensWindow: true,
  },
];

const CREDENTIALS: readonly DemoProvider[] = [
  { connector: 'sandbox', title: 'One key', text: 'Accepts one key and refuses all others.', inputs: [KEY] },
  {
    connector: 'sandbox-basic',
    title: 'User and password',
    text: 'Asks for a username and a password.',
    inputs: NAME_AND_PASSWORD,
  },
  {
    connector: 'sandbox-custom',
    title: 'Several fields',
    text: 'Asks for an ID and a key.',
    inputs: [
      ['Application id', SANDBOX_APP_ID],
      ['Application key', SANDBOX_KEY],
    ],
  },
  {
    connector: 'sandbox-workspace',
    title: 'A workspace',
    text: 'Asks for a workspace and a key.',
    inputs: [WORKSPACE, KEY],
  },
  {
    connector: 'sandbox-client-credentials',
    title: 'Client id and secret',
    text: 'The server exchanges these for a token.',
    inputs: [
      ['Client ID', SANDBOX_MACHINE_ID],
      ['Client secret', SANDBOX_MACHINE_SECRET],
    ],
  },
  {
    connector: 'sandbox-refreshable',
    title: 'Password for a token',
    text: 'The server exchanges these for a token.',
    inputs: NAME_AND_PASSWORD,
  },
  {
    connector: 'sandbox-aws',
    title: 'AWS key',
    text: 'Accepts requests that are signed with this key.',
    inputs: [
      ['Access key ID', SANDBOX_AWS_KEY_ID],
      ['Secret access key', SANDBOX_AWS_SECRET],
    ],
  },
];

const FAILURES: readonly DemoProvider[] = [
  { connector: 'sandbox-slow', title: 'Slow', text: 'Responds after four seconds. Wait, or cancel.', inputs: [KEY] },
  {
    connector: 'sandbox-failing',
    title: 'Failing',
    text: 'Responds with an error to every key.',
    inputs: [KEY],
  },
  {
    connector: 'sandbox-oauth-failing',
    title: 'Failing after a sign-in',
    text: 'Responds with an error after the sign-in.',
    inputs: [],
    opensWindow: true,
  },
  { connector: 'sandbox-down', title: 'Broken', text: 'Closes the connection during each request.', inputs: [KEY] },
  {
    connector: 'sandbox-unverified',
    title: 'Not verifiable',
    text: 'Has no endpoint that checks a key.',
    inputs: [['API key', 'anything']],
  },
];

/** By group, in the order of the menu. */
export const PROVIDER_GROUPS = { 'Sign-in': SIGN_IN, Typed: CREDENTIALS, Trouble: FAILURES } as const;

/** All providers. The first one is the default. */
export const DEMO_PROVIDERS: readonly DemoProvider[] = Object.values(PROVIDER_GROUPS).flat();
