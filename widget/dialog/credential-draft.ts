import type { ConnectorField } from '../protocol/connector.ts';

/** What a person has typed so far for one connection. In memory only; survives every step but success. */
export class CredentialDraft {
  readonly #values = new Map<string, string>();

  get(field: string): string {
    return this.#values.get(field) ?? '';
  }

  set(field: string, value: string): void {
    this.#values.set(field, value);
  }

  clear(): void {
    this.#values.clear();
  }

  /** Names of the required fields that are blank. */
  missing(fields: readonly ConnectorField[]): readonly string[] {
    return fields.filter(({ name, required }) => required && this.get(name).trim() === '').map(({ name }) => name);
  }

  /** A string for each field, as the server expects it. Nothing is trimmed: a blank can be part of a password. */
  values(fields: readonly ConnectorField[]): Readonly<Record<string, string>> {
    return Object.fromEntries(fields.map(({ name }) => [name, this.get(name)]));
  }
}
