/** Reads what doc comments say of custom elements: a custom-elements manifest, unchecked and with everything in it. */
export function analyze(files: readonly string[]): unknown;
