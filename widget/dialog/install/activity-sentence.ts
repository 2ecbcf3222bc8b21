import type { TranslationKey } from '../../locales/en.ts';
import type { ActivityView } from '../../protocol/installation.ts';
import type { Translate } from '../messages.ts';

/** The sentences about the integration, by type of event. */
const ABOUT_INTEGRATION: Readonly<Record<string, TranslationKey>> = {
  'installation.created': 'activity.installed',
  'installation.updated': 'activity.changed',
  'installation.deleted': 'activity.uninstalled',
  'consent.given': 'activity.agreed',
  'consent.withdrawn': 'activity.withdrawn',
};

/** The sentences about a connection, by type of event. */
const ABOUT_CONNECTION: Readonly<Record<string, TranslationKey>> = {
  'connection.created': 'activity.added',
  'connection.connected': 'activity.connected',
  'connection.verified': 'activity.verified',
  'connection.refused': 'activity.refused',
  'connection.needs_reauth': 'activity.needs_reauth',
  'connection.renamed': 'activity.renamed',
  'connection.checked': 'activity.checked',
  'connection.disconnected': 'activity.disconnected',
  'connection.deleted': 'activity.removed',
  'sign_in.browser_mismatch': 'activity.mismatch',
};

/** Says what happened. Of a type that a newer server has, it says only that something was changed. */
export function activitySentence({ type, connector, change }: ActivityView, translate: Translate): string {
  const provider = Object.hasOwn(ABOUT_CONNECTION, type) ? ABOUT_CONNECTION[type] : undefined;
  if (provider && connector !== undefined) return translate(provider, { provider: connector });
  if (change) return translate(change === 'paused' ? 'activity.paused' : 'activity.resumed');
  const key = Object.hasOwn(ABOUT_INTEGRATION, type) ? ABOUT_INTEGRATION[type] : undefined;
  return translate(key ?? 'activity.other');
}
