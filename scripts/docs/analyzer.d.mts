/** Returns the custom-elements manifest of source files as the analyzer creates it, neither validated nor filtered. */
export function analyze(files: readonly string[]): unknown;
