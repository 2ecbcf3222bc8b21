/** Records what each test of a suite writes to `console.error`, instead of writing it: a list of arguments for each call. */
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
