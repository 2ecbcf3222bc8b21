/** An issue of a definition that its schema cannot detect. The message completes a sentence and repeats no value. */
export interface DefinitionIssue {
  /** Path from the top of the definition, such as `['verify', 'url']`. */
  readonly path: readonly string[];
  readonly message: string;
}

/** Returns issues with the same path. */
export function issuesAt(path: readonly string[], messages: readonly string[]): readonly DefinitionIssue[] {
  return messages.map((message) => ({ path, message }));
}
