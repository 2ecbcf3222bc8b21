import type { Mistake, ValuePath } from './mistake.ts';

/** Collects values that must not stand twice, and a mistake for each that does, at its second place. */
export class Uniqueness {
  readonly mistakes: Mistake[] = [];
  readonly #owners = new Map<string | number, unknown>();
  readonly #message: string;

  constructor(message: string) {
    this.#message = message;
  }

  /** @param owner Whoever may repeat the value. Without one, nobody may. */
  add(value: string | number, path: ValuePath, owner: unknown = path): void {
    if (!this.#owners.has(value)) this.#owners.set(value, owner);
    else if (this.#owners.get(value) !== owner) this.mistakes.push({ path, message: this.#message });
  }
}
