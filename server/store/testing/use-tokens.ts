import { openSqliteStore } from '../sqlite-store.ts';

/*
 * A child process of tests. It opens a database, uses the token ids `0` to `<count - 1>` concurrently, and prints how
 * many uses were accepted. Arguments: file, count.
 */
const [file = '', count = '0'] = process.argv.slice(2);
const store = await openSqliteStore({ file });
const uses = await Promise.all(
  Array.from({ length: Number(count) }, (_, id) =>
    store.write(({ usedTokens }) => usedTokens.use('acme', `${id}`, 1, 0)),
  ),
);
await store.close();
process.stdout.write(`${uses.filter((first) => first).length}`);
