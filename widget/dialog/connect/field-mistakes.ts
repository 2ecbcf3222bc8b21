import { localizedText } from '../../protocol/localized-text.ts';
import type { DialogContext } from '../dialog-context.ts';
import type { Step } from '../state/dialog-state.ts';

/** What is wrong with each field, as a sentence by field name. Empty if the problem concerns no field. */
export function fieldMistakes(
  { translate, locale, connector }: DialogContext,
  { missing = [], problem }: Extract<Step, { name: 'form' }>,
): ReadonlyMap<string, string> {
  const mistakes = new Map<string, string>();
  for (const { name, label: texts, prefix, suffix } of connector.fields) {
    const label = localizedText(texts, locale);
    if (missing.includes(name)) mistakes.set(name, translate('field.missing', { label }));
    else if (problem?.fields.includes(name)) {
      const key = prefix || suffix ? 'field.refused_part' : 'field.refused';
      mistakes.set(name, translate(key, { label, provider: connector.title }));
    }
  }
  return mistakes;
}
