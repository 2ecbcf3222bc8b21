import type { ConfigIssue, ValuePath } from './config-issue.ts';

/** Collects values that must not stand twice, and an issue for each that does, at its second place. */
export class DuplicateCheck {
  readonly issues: ConfigIssue[] = [];
  readonly #owners = new Map<string | number, unknown>();
  readonly #message: string;

  constructor(message: string) {
    this.#message = message;
  }

  /** @param owner Whoever may repeat the value. Without one, nobody may. */
  add(value: string | number, path: ValuePath, owner: unknown = path): void {
    if (!this.#owners.has(value)) this.#owners.set(value, owner);
    else if (this.#owners.get(value) !== owner) this.issues.push({ path, message: this.#message });
  }
}
