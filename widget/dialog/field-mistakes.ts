import { localizedText } from '../protocol/localized-text.ts';
import type { DialogContext } from './dialog-context.ts';
import type { StepProblem } from './step.ts';

/** Says of each field that the server did not take what to look at. Empty if the problem names no field of the form. */
export function fieldMistakes(
  { say, connector, locale }: DialogContext,
  problem: StepProblem | undefined,
): ReadonlyMap<string, string> {
  const refused = new Set(problem?.fields);
  return new Map(
    connector.fields
      .filter(({ name }) => refused.has(name))
      .map(({ name, label, prefix, suffix }) => [
        name,
        say(prefix || suffix ? 'field.refused_part' : 'field.refused', {
          label: localizedText(label, locale),
          provider: connector.title,
        }),
      ]),
  );
}

/** Says of each of these fields, which are required and blank, that it has to be filled in. */
export function missingMistakes(
  { say, connector, locale }: DialogContext,
  missing: readonly string[],
): ReadonlyMap<string, string> {
  return new Map(
    connector.fields
      .filter(({ name }) => missing.includes(name))
      .map(({ name, label }) => [name, say('field.missing', { label: localizedText(label, locale) })]),
  );
}
