import { readFile, writeFile } from 'node:fs/promises';
import type { ConfiguredRecipients } from '../outbox-store.ts';
import { openSqliteStore } from '../sqlite-store.ts';
import type { Store } from '../store.ts';
import { makeTemporaryFolder } from './temporary-folder.ts';

/** A store for one test. */
export interface TemporaryStore {
  readonly store: Store;
  /** The database file, for tests that open it a second time. */
  readonly file: string;
  /** Closes the store and removes its folder. May be called twice. */
  close(): Promise<void>;
}

let migrated: Promise<Buffer> | undefined;

/** The file of an empty store. Each test opens a copy, so that a process runs the migrations only once. */
function migratedFile(): Promise<Buffer> {
  migrated ??= (async () => {
    const folder = await makeTemporaryFolder();
    const file = folder.path('embed.db');
    await (await openSqliteStore({ file })).close();
    const content = await readFile(file);
    await folder.remove();
    return content;
  })();
  return migrated;
}

/** Opens an empty store in a new folder. Give its `close` to `t.after`. */
export async function openTemporaryStore({
  configuredRecipients,
}: { readonly configuredRecipients?: ConfiguredRecipients | undefined } = {}): Promise<TemporaryStore> {
  const folder = await makeTemporaryFolder();
  const file = folder.path('embed.db');
  await writeFile(file, await migratedFile(), { mode: 0o600 });
  const store = await openSqliteStore({ file, ...(configuredRecipients && { configuredRecipients }) });
  return {
    store,
    file,
    close: async () => {
      await store.close();
      await folder.remove();
    },
  };
}
