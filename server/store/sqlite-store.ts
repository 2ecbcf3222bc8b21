import { GroupCommit } from './group-commit.ts';
import { kyselyStores } from './kysely-stores.ts';
import { SqliteConnection } from './sqlite-connection.ts';
import { kyselyOn, openSqliteConnections, type SqliteConnections } from './sqlite-open.ts';
import type { Store } from './store.ts';

/**
 * Opens the store in a SQLite file. What is acknowledged survives a crash of the process and of the machine.
 *
 * Several processes of one machine may open the same file. Throws `SchemaTooNewError` when a newer version has used
 * it, and `StorageUnavailableError` when it cannot be used.
 *
 * @param options.file Path; the file and its folder are created when missing, readable for the owner alone.
 */
export async function openSqliteStore({ file }: { readonly file: string }): Promise<Store> {
  return sqliteStore(await openSqliteConnections(file));
}

/** The store on two open connections, which are its own from then on. */
export function sqliteStore(connections: SqliteConnections): Store {
  const writer = new SqliteConnection(connections.writer, { readOnly: false });
  const reader = new SqliteConnection(connections.reader, { readOnly: true });
  const commits = new GroupCommit(writer);
  const reading = kyselyOn(reader);

  return {
    ...kyselyStores(reading),

    write: (work) => commits.run((db) => work(kyselyStores(db))),

    async check() {
      await reading.selectFrom('counters').select('value').limit(1).execute();
    },

    async close() {
      await commits.close();
      // The last connection of all processes takes the write-ahead log into the database file and removes it. The one
      // that only reads could not.
      reader.close();
      writer.close();
    },
  };
}
