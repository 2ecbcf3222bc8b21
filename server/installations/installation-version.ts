import { createHash } from 'node:crypto';
import type { IntegrationConfig } from '../config/config.ts';
import type { StoredConsent } from '../store/consent-store.ts';
import type { Installation } from '../store/installation-store.ts';
import type { Stores } from '../store/store.ts';
import { findConsent, shownInstallation } from './consent.ts';
import type { InstallationOwner } from './installation-owner.ts';

/** 120 bits in base64url. */
const VERSION_LENGTH = 20;

/** What the page of an integration shows of the database, apart from drafts and connections. */
export interface InstallationState {
  /** See `shownInstallation`. */
  readonly installation: Installation | undefined;
  /** The consent to the present text. */
  readonly consent: StoredConsent | undefined;
  /** Changes with each change of the others, of the newest run and of the configuration. */
  readonly version: string;
}

/** Reads what an integration's page shows. A poll that finds the same version needs nothing else. */
export async function readInstallationState(
  stores: Pick<Stores, 'installations' | 'consents' | 'runs'>,
  owner: InstallationOwner,
): Promise<InstallationState> {
  const { scope, integration, userKey } = owner;
  const stored = await stores.installations.findByIntegration(scope, integration.slug, userKey);
  const installation = stored && (await shownInstallation(stores, stored, integration));
  const consent = await findConsent(stores, owner);
  // An open history shows the run.
  const [run] = installation ? await stores.runs.list(scope, installation.id, { limit: 1 }) : [];
  const parts = [
    ...[configurationVersion(integration), installation?.id, installation?.revision, consent?.givenAt],
    ...[run?.id, run?.revision],
  ];
  return { installation, consent, version: shortHash(parts.join()) };
}

const configurationVersions = new WeakMap<IntegrationConfig, string>();

/** The configuration can change while dialogs are open: with a restart of the server. */
function configurationVersion(integration: IntegrationConfig): string {
  const known = configurationVersions.get(integration);
  if (known !== undefined) return known;
  const { name, description, connectors, settings, schedule, consent } = integration;
  const version = shortHash(JSON.stringify([name, description, connectors, settings, schedule, consent]));
  configurationVersions.set(integration, version);
  return version;
}

function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, VERSION_LENGTH);
}
