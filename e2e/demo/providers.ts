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

/** A provider that the demo offers to connect. */
export interface DemoProvider {
  readonly connector: string;
  readonly title: string;
  /** What it does. */
  readonly text: string;
  /** What to type, by the label in the dialog. Anything else is refused. Empty where a window does everything. */
  readonly inputs: readonly (readonly [label: string, value: string])[];
  /** Whether people sign in there in a window, with what was typed or without. */
  readonly opensWindow?: true;
}

/** What to do in the window, whichever provider opens it. */
export const SIGN_IN_HINT = 'Choose Ada or Bob and press Allow.';

const KEY = ['API key', SANDBOX_KEY] as const;
const WORKSPACE = ['Workspace', SANDBOX_WORKSPACE] as const;
const NAME_AND_PASSWORD = [
  ['Username', SANDBOX_USERNAME],
  ['Password', SANDBOX_PASSWORD],
] as const;

const SIGN_IN: readonly DemoProvider[] = [
  {
    connector: 'sandbox-oauth',
    title: 'Sign-in in a window',
    text: 'Signs people in, in a window of its own.',
    inputs: [],
    opensWindow: true,
  },
  {
    connector: 'sandbox-oauth-coop',
    title: 'Isolated window',
    text: 'Its pages cut every tie to the window that opened them.',
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
    text: 'Allows nothing, whichever button is pressed.',
    inputs: [],
    opensWindow: true,
  },
  {
    connector: 'sandbox-oauth-rotating',
    title: 'Short-lived tokens',
    text: 'Its tokens last half a minute. The server renews them.',
    inputs: [],
    opensWindow: true,
  },
  {
    connector: 'sandbox-oauth-workspace',
    title: 'Workspace first',
    text: 'Has to know which workspace before anybody can sign in.',
    inputs: [WORKSPACE],
    opensWindow: true,
  },
  {
    connector: 'sandbox-oauth1',
    title: 'OAuth 1.0a',
    text: 'Signs people in the way it was done before OAuth 2.0.',
    inputs: [],
    opensWindow: true,
  },
];

const CREDENTIALS: readonly DemoProvider[] = [
  { connector: 'sandbox', title: 'One key', text: 'Takes one key and refuses all others.', inputs: [KEY] },
  {
    connector: 'sandbox-basic',
    title: 'User and password',
    text: 'Asks for two things.',
    inputs: NAME_AND_PASSWORD,
  },
  {
    connector: 'sandbox-custom',
    title: 'Several fields',
    text: 'Asks for an id beside the key.',
    inputs: [
      ['Application id', SANDBOX_APP_ID],
      ['Application key', SANDBOX_KEY],
    ],
  },
  {
    connector: 'sandbox-workspace',
    title: 'A workspace',
    text: 'Has to know which workspace first.',
    inputs: [WORKSPACE, KEY],
  },
  {
    connector: 'sandbox-client-credentials',
    title: 'Client id and secret',
    text: 'Gives the server a token for these two.',
    inputs: [
      ['Client ID', SANDBOX_MACHINE_ID],
      ['Client secret', SANDBOX_MACHINE_SECRET],
    ],
  },
  {
    connector: 'sandbox-refreshable',
    title: 'Password for a token',
    text: 'Gives the server a token for these two.',
    inputs: NAME_AND_PASSWORD,
  },
  {
    connector: 'sandbox-aws',
    title: 'AWS key',
    text: 'Takes requests that are signed with this key.',
    inputs: [
      ['Access key ID', SANDBOX_AWS_KEY_ID],
      ['Secret access key', SANDBOX_AWS_SECRET],
    ],
  },
];

const FAILURES: readonly DemoProvider[] = [
  { connector: 'sandbox-slow', title: 'Slow', text: 'Takes its time. Cancel, or wait.', inputs: [KEY] },
  {
    connector: 'sandbox-failing',
    title: 'Failing',
    text: 'Answers with an error, whatever the key.',
    inputs: [KEY],
  },
  {
    connector: 'sandbox-oauth-failing',
    title: 'Failing after a sign-in',
    text: 'Answers with an error when the window is done.',
    inputs: [],
    opensWindow: true,
  },
  { connector: 'sandbox-down', title: 'Broken', text: 'Hangs up in the middle of a request.', inputs: [KEY] },
  {
    connector: 'sandbox-unverified',
    title: 'Not verifiable',
    text: 'Nobody can ask it whether a key is right.',
    inputs: [['API key', 'anything']],
  },
];

/** By what they are about, and in the order in which a visitor may want to try them. */
export const PROVIDER_GROUPS = { 'Sign-in': SIGN_IN, Typed: CREDENTIALS, Trouble: FAILURES } as const;

/** All of them. The first one is shown to whoever did not choose. */
export const DEMO_PROVIDERS: readonly DemoProvider[] = Object.values(PROVIDER_GROUPS).flat();
