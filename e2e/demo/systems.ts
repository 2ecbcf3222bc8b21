import {
  SANDBOX_APP_ID,
  SANDBOX_KEY,
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
  /** What to type, by the label in the dialog. Anything else is refused. */
  readonly entries: readonly (readonly [label: string, value: string])[];
}

const KEY = ['API key', SANDBOX_KEY] as const;

/** In the order in which a visitor may want to try them. */
export const DEMO_SYSTEMS: readonly DemoSystem[] = [
  { connector: 'sandbox', title: 'One key', text: 'Takes one key and refuses all others.', entries: [KEY] },
  {
    connector: 'sandbox-basic',
    title: 'User and password',
    text: 'Asks for two things.',
    entries: [
      ['User name', SANDBOX_USERNAME],
      ['Password', SANDBOX_PASSWORD],
    ],
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
    entries: [['Workspace', SANDBOX_WORKSPACE], KEY],
  },
  { connector: 'sandbox-slow', title: 'Slow', text: 'Takes its time. Cancel, or wait.', entries: [KEY] },
  {
    connector: 'sandbox-failing',
    title: 'Failing',
    text: 'Answers with an error, whatever the key.',
    entries: [KEY],
  },
  { connector: 'sandbox-down', title: 'Broken', text: 'Hangs up in the middle of a request.', entries: [KEY] },
  {
    connector: 'sandbox-unverified',
    title: 'Not verifiable',
    text: 'Nobody can ask it whether a key is right.',
    entries: [['API key', 'anything']],
  },
];
