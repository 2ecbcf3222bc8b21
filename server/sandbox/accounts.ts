import { SANDBOX_ACCOUNT, SANDBOX_OTHER_ACCOUNT } from './keys.ts';

/** The accounts that can sign in at the sandbox. */
export const ACCOUNTS = {
  ada: { name: 'Ada', email: SANDBOX_ACCOUNT },
  bob: { name: 'Bob', email: SANDBOX_OTHER_ACCOUNT },
} as const;

/** Key of one of {@link ACCOUNTS}. */
export type AccountName = keyof typeof ACCOUNTS;

/** Whether unchecked text is the name of an account. */
export function isAccountName(text: string): text is AccountName {
  return Object.hasOwn(ACCOUNTS, text);
}
