import type { Dialect } from './dialect.ts';
import { native } from './native/dialect.ts';
import { pandium } from './pandium/dialect.ts';
import { workato } from './workato/dialect.ts';

/** Every system whose host code works here. The browser's side has a table of the same names. */
export const dialects: readonly Dialect[] = [workato, pandium, native];
