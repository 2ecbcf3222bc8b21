import { isLocale } from '../protocol/native-messages.ts';

/** The few sentences that the tag itself shows. The dialog in the frame has its own. */
export interface TagTranslations {
  /** Name of the frame and of the modal dialog. */
  readonly title: string;
  readonly loading: string;
  readonly failedTitle: string;
  readonly failedText: string;
  readonly retry: string;
  readonly close: string;
}

const ENGLISH: TagTranslations = {
  title: 'Connection',
  loading: 'Loading…',
  failedTitle: 'The connection could not be opened.',
  failedText: 'Check that you are online, then try again.',
  retry: 'Try again',
  close: 'Close',
};

const LANGUAGES: Readonly<Record<string, TagTranslations>> = {
  de: {
    title: 'Verbindung',
    loading: 'Wird geladen …',
    failedTitle: 'Die Verbindung konnte nicht geöffnet werden.',
    failedText: 'Prüfen Sie, ob Sie online sind, und versuchen Sie es erneut.',
    retry: 'Erneut versuchen',
    close: 'Schließen',
  },
  es: {
    title: 'Conexión',
    loading: 'Cargando…',
    failedTitle: 'No se ha podido abrir la conexión.',
    failedText: 'Compruebe que tiene conexión a internet y vuelva a intentarlo.',
    retry: 'Reintentar',
    close: 'Cerrar',
  },
  fr: {
    title: 'Connexion',
    loading: 'Chargement…',
    failedTitle: 'La connexion n’a pas pu être ouverte.',
    failedText: 'Vérifiez que vous êtes en ligne, puis réessayez.',
    retry: 'Réessayer',
    close: 'Fermer',
  },
};

/**
 * Returns the sentences for a locale, or for the browser's language where the locale is absent or not a BCP 47 tag.
 * English for every language that has no translation.
 */
export function tagTranslations(locale: unknown): TagTranslations {
  const tag = isLocale(locale) && locale ? locale : navigator.language;
  return LANGUAGES[tag.slice(0, 2).toLowerCase()] ?? ENGLISH;
}
