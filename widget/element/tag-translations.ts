import { findLocale } from '../protocol/find-locale.ts';
import { isLocale } from '../protocol/native-messages.ts';

/** The sentences that the tag itself shows. The dialog in the frame has others. */
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
  failedTitle: 'The connection couldn’t be loaded.',
  failedText: 'Try again or reload the page. If that doesn’t help, contact support.',
  retry: 'Try again',
  close: 'Close',
};

const LANGUAGES: Readonly<Record<string, TagTranslations>> = {
  de: {
    title: 'Verbindung',
    loading: 'Wird geladen …',
    failedTitle: 'Die Verbindung konnte nicht geladen werden.',
    failedText:
      'Versuchen Sie es erneut oder laden Sie die Seite neu. Hilft das nicht, wenden Sie sich an den Support.',
    retry: 'Erneut versuchen',
    close: 'Schließen',
  },
  es: {
    title: 'Conexión',
    loading: 'Cargando…',
    failedTitle: 'No se ha podido cargar la conexión.',
    failedText:
      'Inténtelo de nuevo o vuelva a cargar la página. Si el problema continúa, póngase en contacto con el servicio de asistencia.',
    retry: 'Reintentar',
    close: 'Cerrar',
  },
  fr: {
    title: 'Connexion',
    loading: 'Chargement…',
    failedTitle: 'La connexion n’a pas pu être chargée.',
    failedText: 'Réessayez ou rechargez la page. Si le problème persiste, contactez l’assistance.',
    retry: 'Réessayer',
    close: 'Fermer',
  },
};

/**
 * Returns the sentences for a locale, or for the browser's language if the locale is absent or not a BCP 47 tag.
 * English for a language without a translation.
 */
export function tagTranslations(locale: unknown): TagTranslations {
  const tag = isLocale(locale) && locale ? locale : navigator.language;
  return LANGUAGES[findLocale(tag, Object.keys(LANGUAGES)) ?? ''] ?? ENGLISH;
}
