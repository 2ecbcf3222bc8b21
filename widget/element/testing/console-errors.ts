/**
 * Records the calls of `console.error` in each test of a suite, with their arguments, instead of writing to the
 * console.
 */
export function consoleErrors(): readonly (readonly unknown[])[] {
  const written: unknown[][] = [];
  const { error } = console;
  beforeEach(() => {
    written.length = 0;
    console.error = (...words: unknown[]) => written.push(words);
  });
  afterEach(() => {
    console.error = error;
  });
  return written;
}
