import type { Dialect } from './dialect.ts';
import { decodeFromNative, encodeForNative } from './native.ts';
import { encodeForPandium } from './pandium.ts';
import { encodeForWorkato } from './workato.ts';

/** All dialects, by the name in the page state. */
export const DIALECTS: ReadonlyMap<string, Dialect> = new Map<string, Dialect>([
  ['native', { encode: encodeForNative, decode: decodeFromNative }],
  ['workato', { encode: encodeForWorkato }],
  ['pandium', { encode: encodeForPandium }],
]);
