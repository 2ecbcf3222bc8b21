/** The path of imports. */
export const IMPORT_PATH = '/api/v1/connections/import';

/** Paths whose bodies have no limit of size or duration. */
const STREAMED_PATHS: ReadonlySet<string> = new Set([IMPORT_PATH]);

/** Tells whether the body of a request may be of any size, and may take any time as long as bytes arrive. */
export function isStreamedRequest(method: string | undefined, path: string): boolean {
  return method === 'POST' && STREAMED_PATHS.has(path);
}
