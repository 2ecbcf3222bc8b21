import type { ConnectorField, FieldKind } from '../../widget/protocol/connector.ts';
import { ANY_LANGUAGE, type LocalizedText } from '../../widget/protocol/localized-text.ts';

/** Labels of fields that every provider calls the same, by the name of the field and the language. */
export const DEFAULT_LABELS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  api_key: { en: 'API key', de: 'API-Schlüssel', fr: 'Clé d’API', es: 'Clave de API' },
  username: { en: 'Username', de: 'Benutzername', fr: 'Nom d’utilisateur', es: 'Nombre de usuario' },
  password: { en: 'Password', de: 'Passwort', fr: 'Mot de passe', es: 'Contraseña' },
  client_id: { en: 'Client ID', de: 'Client-ID', fr: 'ID client', es: 'ID de cliente' },
  client_secret: { en: 'Client secret', de: 'Client-Secret', fr: 'Secret client', es: 'Secreto de cliente' },
  access_key_id: {
    en: 'Access key ID',
    de: 'Zugriffsschlüssel-ID',
    fr: 'ID de clé d’accès',
    es: 'ID de clave de acceso',
  },
  secret_access_key: {
    en: 'Secret access key',
    de: 'Geheimer Zugriffsschlüssel',
    fr: 'Clé d’accès secrète',
    es: 'Clave de acceso secreta',
  },
  session_token: { en: 'Session token', de: 'Sitzungstoken', fr: 'Jeton de session', es: 'Token de sesión' },
  region: { en: 'Region', de: 'Region', fr: 'Région', es: 'Región' },
};

/** The texts of a field that can be translated. */
interface FieldTexts {
  readonly label?: string | undefined;
  readonly placeholder?: string | undefined;
  readonly help?: string | undefined;
}

/** A field of a definition, with defaults filled in. */
export interface FieldDefinition extends FieldTexts {
  readonly kind: FieldKind;
  readonly required: boolean;
  readonly prefix?: string | undefined;
  readonly suffix?: string | undefined;
  readonly 'x-i18n'?: Readonly<Record<string, FieldTexts>> | undefined;
}

/** What the dialog needs to know of a field. A field without a label has the usual one of its name. */
export function fieldView(name: string, field: FieldDefinition): ConnectorField {
  const { kind, required, prefix, suffix } = field;
  const label = localize(field, 'label') ?? DEFAULT_LABELS[name];
  if (label === undefined) throw new TypeError('A field without a usual name needs a label.');
  const placeholder = localize(field, 'placeholder');
  const help = localize(field, 'help');
  return {
    name,
    // A translation of the usual label replaces it in its own language only.
    label: field.label === undefined && typeof label === 'object' ? { ...DEFAULT_LABELS[name], ...label } : label,
    kind,
    required,
    ...(placeholder !== undefined && { placeholder }),
    ...(help !== undefined && { help }),
    ...(prefix !== undefined && { prefix }),
    ...(suffix !== undefined && { suffix }),
  };
}

function localize(field: FieldDefinition, key: keyof FieldTexts): LocalizedText | undefined {
  const translations = Object.entries(field['x-i18n'] ?? {}).flatMap(([tag, { [key]: text }]) =>
    text === undefined ? [] : [[new Intl.Locale(tag).toString(), text] as const],
  );
  const text = field[key];
  if (translations.length === 0) return text;
  return { ...(text !== undefined && { [ANY_LANGUAGE]: text }), ...Object.fromEntries(translations) };
}
