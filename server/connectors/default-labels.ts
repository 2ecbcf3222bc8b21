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
