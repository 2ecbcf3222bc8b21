import type { ConfigIssue, ValuePath } from './config-issue.ts';

/** Finds values that must be unique, and reports an issue at the second place of each duplicate. */
export class DuplicateCheck {
  readonly issues: ConfigIssue[] = [];
  readonly #owners = new Map<string | number, unknown>();
  readonly #message: string;

  constructor(message: string) {
    this.#message = message;
  }

  /** @param owner The owner that may repeat the value. Without one, every repetition is an issue. */
  add(value: string | number, path: ValuePath, owner: unknown = path): void {
    if (!this.#owners.has(value)) this.#owners.set(value, owner);
    else if (this.#owners.get(value) !== owner) this.issues.push({ path, message: this.#message });
  }
}
