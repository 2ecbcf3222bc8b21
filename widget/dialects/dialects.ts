import type { Dialect } from './dialect.ts';
import { decodeFromNative, encodeForNative } from './native.ts';
import { encodeForPandium } from './pandium.ts';
import { encodeForWorkato } from './workato.ts';

/** The embed systems whose messages a page can speak, by the name in its state. */
export const DIALECTS: ReadonlyMap<string, Dialect> = new Map<string, Dialect>([
  ['native', { encode: encodeForNative, decode: decodeFromNative }],
  ['workato', { encode: encodeForWorkato }],
  ['pandium', { encode: encodeForPandium }],
]);
