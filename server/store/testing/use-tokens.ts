import { openSqliteStore } from '../sqlite-store.ts';

/*
 * Run as a process of its own: opens a database, uses the token ids `0` to `<count - 1>` all at once, and prints how
 * many it was the first to use. Arguments: file, count.
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
