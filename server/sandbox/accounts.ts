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
