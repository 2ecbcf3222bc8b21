import type { Dialect } from './dialect.ts';
import { native } from './native/dialect.ts';
import { pandium } from './pandium/dialect.ts';
import { workato } from './workato/dialect.ts';

/** Every embed system whose host code works here. The widget has a table with the same names. */
export const dialects: readonly Dialect[] = [workato, pandium, native];
