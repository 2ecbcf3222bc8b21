import type { DialectEncoder } from './dialect-encoder.ts';
import { encodeForPandium } from './pandium.ts';
import { encodeForWorkato } from './workato.ts';

/** The embed systems whose messages a page can speak, by the name in its state. */
export const DIALECTS: ReadonlyMap<string, DialectEncoder> = new Map<string, DialectEncoder>([
  ['workato', encodeForWorkato],
  ['pandium', encodeForPandium],
]);
