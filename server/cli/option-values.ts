import { isTenantOrUserKey, KEY_ISSUE } from '../auth/claim-values.ts';
import { isDisplayableName } from '../plain-text.ts';
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

/** Reads a name that people see. */
export function nameOption(option: string, maxLength: number): (text: string) => string {
  return (text) => {
    if (text.length <= maxLength && isDisplayableName(text)) return text;
    throw new CommandError(
      `${option} must have 1 to ${maxLength} characters, visible ones among them, and no control characters.`,
      'invalid_usage',
    );
  };
}

/** Reads one of several values. */
export function choiceOption<Choice extends string>(
  option: string,
  choices: readonly Choice[],
): (text: string) => Choice {
  return (text) => {
    const choice = choices.find((candidate) => candidate === text);
    if (choice !== undefined) return choice;
    throw new CommandError(`${option} is one of ${choices.join(', ')}.`, 'invalid_usage');
  };
}
