/**
 * Replaces each `{name}` of a sentence by its value. A name without a value stays as it is, and so do braces in a value.
 *
 * @param format Makes a value fit to show, such as plain text or escaped HTML.
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
