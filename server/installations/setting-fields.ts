import { ANY_LANGUAGE } from '../../widget/protocol/localized-text.ts';
import type { LocalizedText } from '../../widget/protocol/localized-text.ts';
import type { ChoiceValue, SettingCondition, SettingField, SettingOption } from '../../widget/protocol/installation.ts';
import type { SettingsSchema } from '../config/schema-settings.ts';
import { isJsonObject } from '../json-object.ts';
import type { JsonObject } from '../json-object.ts';

/**
 * Describes the settings of an integration to its form, in the order of the schema. Properties of `then` come last and
 * have a condition.
 */
export function settingFields(schema: SettingsSchema): readonly SettingField[] {
  const known = fieldsBySchema.get(schema);
  if (known) return known;
  const fields = objectFields(schema);
  fieldsBySchema.set(schema, fields);
  return fields;
}

/** The configuration does not change while the server runs. */
const fieldsBySchema = new WeakMap<SettingsSchema, readonly SettingField[]>();

function objectFields(schema: JsonObject): readonly SettingField[] {
  const properties = entriesOf(schema['properties']);
  const always = new Set(properties.map(([name]) => name));
  const then = isJsonObject(schema['then']) ? schema['then'] : {};
  const condition = conditionOf(schema['if']);
  return [
    ...properties.map(([name, field]) => toField(name, field, { required: lists(schema['required'], name) })),
    // A property outside of `then` is always shown. The validator knows what `then` adds to it.
    ...entriesOf(then['properties'])
      .filter(([name]) => !always.has(name))
      .map(([name, field]) =>
        toField(name, field, { required: lists(then['required'], name), ...(condition && { condition }) }),
      ),
  ];
}

/** Reads the one property of an `if`, and the values that it may have. */
function conditionOf(schema: unknown): SettingCondition | undefined {
  if (!isJsonObject(schema)) return undefined;
  const [[name, expected] = []] = entriesOf(schema['properties']);
  if (name === undefined || expected === undefined) return undefined;
  const values = Array.isArray(expected['enum']) ? expected['enum'] : [expected['const']];
  // Without `required`, a property that is absent fulfils the condition (JSON Schema 2020-12, section 10.3.2.1).
  return { name, values: values.filter(isChoiceValue), whenAbsent: !lists(schema['required'], name) };
}

function toField(
  name: string,
  schema: JsonObject,
  rules: { readonly required: boolean; readonly condition?: SettingCondition },
): SettingField {
  const help = localize(schema, 'description');
  const base = { name, label: localize(schema, 'title') ?? name, ...(help !== undefined && { help }), ...rules };
  const items = isJsonObject(schema['items']) ? schema['items'] : undefined;
  if (schema['type'] === 'object') return { ...base, kind: 'group', fields: objectFields(schema) };
  if (items) {
    const connector = optionsConnector(items);
    return connector === undefined
      ? { ...base, kind: 'choices', options: optionsOf(items) }
      : { ...base, kind: 'remote-choices', connector };
  }
  const connector = optionsConnector(schema);
  if (connector !== undefined) return { ...base, kind: 'remote-choice', connector };
  if ('enum' in schema || 'oneOf' in schema) return { ...base, kind: 'choice', options: optionsOf(schema) };
  const [example] = Array.isArray(schema['examples']) ? (schema['examples'] as readonly unknown[]) : [];
  const placeholder = isChoiceValue(example) ? { placeholder: String(example) } : {};
  switch (schema['type']) {
    case 'boolean':
      return { ...base, kind: 'toggle' };
    case 'number':
    case 'integer':
      return {
        ...base,
        kind: 'number',
        integer: schema['type'] === 'integer',
        ...(typeof schema['minimum'] === 'number' && { minimum: schema['minimum'] }),
        ...(typeof schema['maximum'] === 'number' && { maximum: schema['maximum'] }),
        ...placeholder,
      };
    default: {
      const { format } = schema;
      if (format === 'password') return { ...base, kind: 'secret' };
      return {
        ...base,
        kind: 'text',
        ...((format === 'email' || format === 'uri' || format === 'date') && { format }),
        ...(schema['x-multiline'] === true && { multiline: true }),
        ...placeholder,
      };
    }
  }
}

function optionsConnector(schema: JsonObject): string | undefined {
  const options = schema['x-options'];
  return isJsonObject(options) && typeof options['connector'] === 'string' ? options['connector'] : undefined;
}

function optionsOf(schema: JsonObject): readonly SettingOption[] {
  if (Array.isArray(schema['oneOf'])) {
    return schema['oneOf'].filter(isJsonObject).flatMap((option) => {
      const value = option['const'];
      return isChoiceValue(value) ? [{ value, label: localize(option, 'title') ?? String(value) }] : [];
    });
  }
  const values: readonly unknown[] = Array.isArray(schema['enum']) ? schema['enum'] : [];
  return values.filter(isChoiceValue).map((value) => ({ value, label: String(value) }));
}

function localize(schema: JsonObject, key: 'title' | 'description'): LocalizedText | undefined {
  const translations = entriesOf(schema['x-i18n']).flatMap(([tag, { [key]: text }]) =>
    typeof text === 'string' ? [[new Intl.Locale(tag).toString(), text] as const] : [],
  );
  const text = typeof schema[key] === 'string' ? schema[key] : undefined;
  if (translations.length === 0) return text;
  return { ...(text !== undefined && { [ANY_LANGUAGE]: text }), ...Object.fromEntries(translations) };
}

function entriesOf(value: unknown): readonly (readonly [name: string, value: JsonObject])[] {
  return Object.entries(isJsonObject(value) ? value : {}).flatMap(([name, entry]) =>
    isJsonObject(entry) ? [[name, entry] as const] : [],
  );
}

function lists(names: unknown, name: string): boolean {
  return Array.isArray(names) && names.includes(name);
}

function isChoiceValue(value: unknown): value is ChoiceValue {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}
