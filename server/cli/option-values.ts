import { isTenantOrUserKey, KEY_ISSUE } from '../auth/claim-values.ts';
import { CommandError } from './exit-code.ts';

/** Reads the key of a tenant or a user, in the form in which tokens name them. */
export function keyOption(option: string): (text: string) => string {
  return (text) => {
    const key = text.normalize('NFC');
    if (isTenantOrUserKey(key)) return key;
    throw new CommandError(`${option} ${KEY_ISSUE}.`, 'invalid_usage');
  };
}

/** Reads a whole number between two others, both included. */
export function integerOption(name: string, min: number, max: number): (text: string) => number {
  return (text) => {
    const value = /^\d{1,16}$/.test(text) ? Number(text) : NaN;
    if (min <= value && value <= max) return value;
    throw new CommandError(`${name} must be a whole number, ${min} to ${max}.`, 'invalid_usage');
  };
}
