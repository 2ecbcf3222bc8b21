import type { CredentialDraft } from './credential-draft.ts';
import type { DialogContext } from './dialog-context.ts';
import type { StepProblem } from './step.ts';

/** Says of each field that the server did not take what to look at. Empty if the problem names no field of the form. */
export function fieldMistakes(
  { say, connector }: DialogContext,
  problem: StepProblem | undefined,
): ReadonlyMap<string, string> {
  const refused = new Set(problem?.fields);
  return new Map(
    connector.fields
      .filter(({ name }) => refused.has(name))
      .map(({ name, label, prefix, suffix }) => [
        name,
        say(prefix || suffix ? 'field.refused_part' : 'field.refused', { label, system: connector.title }),
      ]),
  );
}

/** Says of each required field that is blank that it has to be filled in. */
export function missingMistakes(
  { say, connector }: DialogContext,
  draft: CredentialDraft,
): ReadonlyMap<string, string> {
  const missing = new Set(draft.missing(connector.fields));
  return new Map(
    connector.fields
      .filter(({ name }) => missing.has(name))
      .map(({ name, label }) => [name, say('field.missing', { label })]),
  );
}
