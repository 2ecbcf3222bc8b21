/**
 * Replaces each `{name}` of a sentence by its value. Does not change names without a value or braces in a value.
 *
 * @param format Converts a value to text, for example escaped HTML.
 * @example fillTemplate('Connect {provider}', { provider: 'HubSpot' }, String) // 'Connect HubSpot'
 */
export function fillTemplate<Value>(
  template: string,
  values: Readonly<Record<string, Value>>,
  format: (value: Value) => string,
): string {
  return template.replace(/\{(\w+)\}/g, (placeholder, name: string) => {
    const value = values[name];
    return value === undefined ? placeholder : format(value);
  });
}
