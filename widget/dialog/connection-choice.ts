import type { ConnectionDetails } from '../protocol/connection.ts';
import { CredentialDraft } from './credential-draft.ts';

/** The connections of a session, the one among them that is shown, and what was typed for each. */
export class ConnectionChoice {
  readonly #drafts = new Map<number, CredentialDraft>();
  #all: readonly ConnectionDetails[];
  #chosen: ConnectionDetails;

  /** @throws {TypeError} If the connection to show is not in the list. */
  constructor(all: readonly ConnectionDetails[], chosenId: number) {
    const chosen = all.find(({ id }) => id === chosenId);
    if (!chosen) throw new TypeError('The connection to show is not in the list.');
    this.#all = all;
    this.#chosen = chosen;
  }

  get all(): readonly ConnectionDetails[] {
    return this.#all;
  }

  /** The connection that is shown. */
  get chosen(): ConnectionDetails {
    return this.#chosen;
  }

  /** What was typed for the chosen connection. */
  get draft(): CredentialDraft {
    let draft = this.#drafts.get(this.#chosen.id);
    if (!draft) this.#drafts.set(this.#chosen.id, (draft = new CredentialDraft()));
    return draft;
  }

  /** Chooses a connection, and takes a newer list if there is one. Without it in the list, changes nothing: `false`. */
  choose(id: number, all = this.#all): boolean {
    const chosen = all.find((candidate) => candidate.id === id);
    if (!chosen) return false;
    this.#all = all;
    this.#chosen = chosen;
    return true;
  }

  /** Takes a connection as it stands now, whichever it is. */
  store(connection: ConnectionDetails): void {
    this.#all = this.#all.map((known) => (known.id === connection.id ? connection : known));
    if (this.#chosen.id === connection.id) this.#chosen = connection;
  }
}
