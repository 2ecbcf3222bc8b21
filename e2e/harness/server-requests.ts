import type { Stack } from './stack.ts';

/** The requests in the server's log, as method and path, without those for the tag's script. */
export function requestsIn(log: string): readonly string[] {
  return [...log.matchAll(/"method":"([A-Z]+)","path":"([^"]*)"/g)]
    .map(([, method, path]) => `${method} ${path}`)
    .filter((request) => !request.includes('/embed-connection'));
}

/** Records the requests to the server from now on. */
export function recordRequests(stack: Stack): () => readonly string[] {
  const { length } = stack.log();
  return () => requestsIn(stack.log().slice(length));
}

/** The exchange of a token for a session. */
export const EXCHANGE = /^POST .*\/auth\/session$/;
