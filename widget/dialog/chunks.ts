import { LOCALES_PATH } from '../protocol/session-api.ts';
import type { ViewChunk } from '../protocol/chunks.ts';
import { callServer } from './effects/server-call.ts';

/** Parts of the dialog that a page loads when it needs them. */
export type ChunkName = ViewChunk | 'rare-sentences' | 'token-exchange';

/** Why a chunk could not be loaded: the server has another version of the dialog, or does not respond. */
export type ChunkFailure = 'outdated' | 'unreachable';

/** Sentences by language and key. The build adds those of a chunk to its module. */
type Sentences = Readonly<Record<string, Readonly<Record<string, string>>>>;

const IMPORTS: Readonly<Record<ChunkName, () => Promise<object>>> = {
  'form-step': () => import('./connect/form-step.ts'),
  'sign-in-step': () => import('./sign-in/sign-in-step.ts'),
  'signing-in-step': () => import('./sign-in/signing-in-step.ts'),
  'connected-step': () => import('./connected/connected-step.ts'),
  'add-connection': () => import('./chooser/add-connection.ts'),
  'connection-chooser': () => import('./chooser/connection-chooser.ts'),
  'rename-form': () => import('./chooser/rename-form.ts'),
  integrations: () => import('./integrations/integrations.ts'),
  install: () => import('./install/install.ts'),
  'install-form': () => import('./install/install-form.ts'),
  'install-history': () => import('./install/install-history.ts'),
  'token-exchange': () => import('./effects/token-exchange.ts'),
  'rare-sentences': () => import('./rare-sentences.ts'),
};

declare global {
  /** Query of the addresses of chunks: empty before the first failed import. The build adds it to each import. */
  var embedQuery: string;
}
globalThis.embedQuery = '';

const loads = new Map<ChunkName, Promise<void>>();
const loaded = new Set<ChunkName>();
const sentences: Record<string, Readonly<Record<string, string>>> = {};

/** Whether a chunk is available: it was loaded, or the page contains it. */
export function hasChunk(name: ChunkName): boolean {
  return loaded.has(name) || customElements.get(`embed-${name}`) !== undefined;
}

/**
 * Loads a chunk once. After a failure, the next call tries again.
 *
 * Rejects with the error of `import()`. {@link chunkFailure} finds out the reason.
 */
export async function loadChunk(name: ChunkName): Promise<void> {
  if (hasChunk(name)) return;
  const load = loads.get(name) ?? importChunk(name);
  loads.set(name, load);
  try {
    await load;
  } catch (error) {
    loads.delete(name);
    // Firefox does not request an address again whose import failed, so each attempt has another address.
    globalThis.embedQuery += '?';
    throw error;
  }
}

/**
 * Loads a chunk, and resolves when it is available. After a failure, it resolves after a later attempt of the view that
 * needs the chunk.
 */
export async function chunkLoaded(name: ChunkName): Promise<void> {
  await loadChunk(name).catch(() => customElements.whenDefined(`embed-${name}`));
}

async function importChunk(name: ChunkName): Promise<void> {
  const { sentences: all = {} }: { readonly sentences?: Sentences } = await IMPORTS[name]();
  for (const [locale, added] of Object.entries(all)) {
    sentences[locale] = { ...sentences[locale], ...added };
  }
  loaded.add(name);
}

/**
 * Loads the sentences about problems before they are needed. Also resolves after a failure, because a problem without
 * its own sentence gets the sentence of `internal`.
 */
export async function loadRareSentences(): Promise<void> {
  const name = 'rare-sentences';
  await loadChunk(name).catch(() => loaded.add(name));
}

/** The sentences of all loaded chunks in a language. */
export function chunkSentences(locale: string): Readonly<Record<string, string>> {
  return sentences[locale] ?? {};
}

/**
 * Finds out why a chunk could not be loaded, because browsers do not report it. A server that responds, but no longer
 * has the chunk, has another version of the dialog.
 */
export async function chunkFailure(): Promise<ChunkFailure> {
  try {
    await callServer({ method: 'GET', path: `${LOCALES_PATH}en.json`, signal: new AbortController().signal });
    return 'outdated';
  } catch {
    return 'unreachable';
  }
}
