import { isLocale } from '../protocol/native-messages.ts';

/** What the tag itself says to the reader: little, since nearly everything is said inside the frame. */
export type Sentences = readonly [title: string, loading: string, failed: string, retry: string, close: string];

const ENGLISH: Sentences = ['Connection', 'Loading…', 'The connection could not be opened.', 'Try again', 'Close'];

const LANGUAGES: Readonly<Record<string, Sentences>> = {
  de: ['Verbindung', 'Wird geladen …', 'Die Verbindung konnte nicht geöffnet werden.', 'Erneut versuchen', 'Schließen'],
  es: ['Conexión', 'Cargando…', 'No se ha podido abrir la conexión.', 'Reintentar', 'Cerrar'],
  fr: ['Connexion', 'Chargement…', 'La connexion n’a pas pu être ouverte.', 'Réessayer', 'Fermer'],
};

/** Finds the sentences for what may be a BCP 47 tag, or for the browser's language. English for all others. */
export function sentences(locale: unknown): Sentences {
  const tag = isLocale(locale) && locale ? locale : navigator.language;
  return LANGUAGES[tag.slice(0, 2).toLowerCase()] ?? ENGLISH;
}
