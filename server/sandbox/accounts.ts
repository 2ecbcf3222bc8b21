import { SANDBOX_ACCOUNT, SANDBOX_OTHER_ACCOUNT } from './keys.ts';

/** Who can sign in at the sandbox. */
export const ACCOUNTS = {
  ada: { name: 'Ada', email: SANDBOX_ACCOUNT },
  bob: { name: 'Bob', email: SANDBOX_OTHER_ACCOUNT },
} as const;

/** Key of one of {@link ACCOUNTS}. */
export type AccountName = keyof typeof ACCOUNTS;

/** Tells whether text from outside names an account of the sandbox. */
export function isAccountName(text: string): text is AccountName {
  return Object.hasOwn(ACCOUNTS, text);
}

/** Markup, a line break, a null, a reversal of reading order and far too much of it. */
export const HOSTILE_TEXT = `<img src=x onerror="alert(1)">\r\n\0\u202egnp.exe\u202c ${'A'.repeat(5_000)}`;
