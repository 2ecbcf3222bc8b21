/** Something in a definition that its schema cannot see. The message is the rest of a sentence and repeats no value. */
export interface DefinitionIssue {
  /** From the top of the definition, such as `['verify', 'url']`. */
  readonly path: readonly string[];
  readonly message: string;
}

/** Messages about one place. */
export function issuesAt(path: readonly string[], messages: readonly string[]): readonly DefinitionIssue[] {
  return messages.map((message) => ({ path, message }));
}
