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

/** A system that the demo offers to connect. */
export interface DemoSystem {
  readonly connector: string;
  readonly title: string;
  /** What it does. */
  readonly text: string;
  /** What to type, by the label in the dialog. Anything else is refused. Empty where a window does everything. */
  readonly entries: readonly (readonly [label: string, value: string])[];
  /** Whether people sign in there in a window, with what was typed or without. */
  readonly opensWindow?: true;
}

/** What to do in the window, whichever system opens it. */
export const ALLOW = 'Choose Ada or Bob and press Allow.';

const KEY = ['API key', SANDBOX_KEY] as const;
const WORKSPACE = ['Workspace', SANDBOX_WORKSPACE] as const;
const NAME_AND_PASSWORD = [
  ['User name', SANDBOX_USERNAME],
  ['Password', SANDBOX_PASSWORD],
] as const;

const SIGN_IN: readonly DemoSystem[] = [
  {
    connector: 'sandbox-oauth',
    title: 'Sign-in in a window',
    text: 'Signs people in, in a window of its own.',
    entries: [],
    opensWindow: true,
  },
  {
    connector: 'sandbox-oauth-coop',
    title: 'Isolated window',
    text: 'Its pages cut every tie to the window that opened them.',
    entries: [],
    opensWindow: true,
  },
  {
    connector: 'sandbox-oauth-slow',
    title: 'Slow window',
    text: 'Takes five seconds to show its page.',
    entries: [],
    opensWindow: true,
  },
  {
    connector: 'sandbox-oauth-deny',
    title: 'Declines',
    text: 'Allows nothing, whichever button is pressed.',
    entries: [],
    opensWindow: true,
  },
  {
    connector: 'sandbox-oauth-rotating',
    title: 'Short-lived tokens',
    text: 'Its tokens last half a minute. The server renews them.',
    entries: [],
    opensWindow: true,
  },
  {
    connector: 'sandbox-oauth-workspace',
    title: 'Workspace first',
    text: 'Has to know which workspace before anybody can sign in.',
    entries: [WORKSPACE],
    opensWindow: true,
  },
  {
    connector: 'sandbox-oauth1',
    title: 'OAuth 1.0a',
    text: 'Signs people in the way it was done before OAuth 2.0.',
    entries: [],
    opensWindow: true,
  },
];

const TYPED: readonly DemoSystem[] = [
  { connector: 'sandbox', title: 'One key', text: 'Takes one key and refuses all others.', entries: [KEY] },
  {
    connector: 'sandbox-basic',
    title: 'User and password',
    text: 'Asks for two things.',
    entries: NAME_AND_PASSWORD,
  },
  {
    connector: 'sandbox-custom',
    title: 'Several fields',
    text: 'Asks for an id beside the key.',
    entries: [
      ['Application id', SANDBOX_APP_ID],
      ['Application key', SANDBOX_KEY],
    ],
  },
  {
    connector: 'sandbox-workspace',
    title: 'A workspace',
    text: 'Has to know which workspace first.',
    entries: [WORKSPACE, KEY],
  },
  {
    connector: 'sandbox-client-credentials',
    title: 'Client id and secret',
    text: 'Gives the server a token for these two.',
    entries: [
      ['Client ID', SANDBOX_MACHINE_ID],
      ['Client secret', SANDBOX_MACHINE_SECRET],
    ],
  },
  {
    connector: 'sandbox-refreshable',
    title: 'Password for a token',
    text: 'Gives the server a token for these two.',
    entries: NAME_AND_PASSWORD,
  },
  {
    connector: 'sandbox-aws',
    title: 'AWS key',
    text: 'Takes requests that are signed with this key.',
    entries: [
      ['Access key ID', SANDBOX_AWS_KEY_ID],
      ['Secret access key', SANDBOX_AWS_SECRET],
    ],
  },
];

const TROUBLE: readonly DemoSystem[] = [
  { connector: 'sandbox-slow', title: 'Slow', text: 'Takes its time. Cancel, or wait.', entries: [KEY] },
  {
    connector: 'sandbox-failing',
    title: 'Failing',
    text: 'Answers with an error, whatever the key.',
    entries: [KEY],
  },
  {
    connector: 'sandbox-oauth-failing',
    title: 'Failing after a sign-in',
    text: 'Answers with an error when the window is done.',
    entries: [],
    opensWindow: true,
  },
  { connector: 'sandbox-down', title: 'Broken', text: 'Hangs up in the middle of a request.', entries: [KEY] },
  {
    connector: 'sandbox-unverified',
    title: 'Not verifiable',
    text: 'Nobody can ask it whether a key is right.',
    entries: [['API key', 'anything']],
  },
];

/** By what they are about, and in the order in which a visitor may want to try them. */
export const SYSTEM_GROUPS = { 'Sign-in': SIGN_IN, Typed: TYPED, Trouble: TROUBLE } as const;

/** All of them. The first one is shown to whoever did not choose. */
export const DEMO_SYSTEMS: readonly DemoSystem[] = Object.values(SYSTEM_GROUPS).flat();
