import type { z } from 'zod';

import { didYouMean } from './schema-issues.ts';

interface ObjectSchema {
  readonly properties: Readonly<Record<string, unknown>>;
  readonly required?: readonly string[] | undefined;
  readonly if?: Condition | undefined;
  readonly then?: Partial<Condition> | undefined;
}

interface Condition {
  readonly properties?: Readonly<Record<string, unknown>> | undefined;
  readonly required?: readonly string[] | undefined;
}

/**
 * Finds names in `required`, `if` and `then` of an object that none of its properties has. JSON Schema allows them, but
 * they are typing errors. Finds an `if` without a `then`, too, and the other way round.
 */
export function checkNames(schema: ObjectSchema, context: z.RefinementCtx): void {
  const always = Object.keys(schema.properties);
  const inThen = [...always, ...Object.keys(schema.then?.properties ?? {})];
  const report = (path: (string | number)[], message: string) => {
    context.addIssue({ code: 'custom', path, message });
  };
  const check = (name: string, known: readonly string[], path: (string | number)[]) => {
    if (!known.includes(name)) report(path, `is not a property${didYouMean(name, known)}`);
  };
  schema.required?.forEach((name, index) => check(name, always, ['required', index]));
  schema.if?.required?.forEach((name, index) => check(name, always, ['if', 'required', index]));
  schema.then?.required?.forEach((name, index) => check(name, inThen, ['then', 'required', index]));
  for (const name of Object.keys(schema.if?.properties ?? {})) check(name, always, ['if', 'properties', name]);
  if (schema.if && !schema.then) report(['if'], 'has no effect without `then`');
  if (schema.then && !schema.if) report(['then'], 'has no effect without `if`');
}
