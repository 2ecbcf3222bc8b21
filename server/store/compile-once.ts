import type { Compilable, CompiledQuery, Kysely } from 'kysely';

import type { Database } from './schema.ts';

/** Takes the place of a value while a query is compiled. */
class Placeholder {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/** Has a placeholder for each property. */
const PLACEHOLDERS: object = new Proxy({}, { get: (_target, name) => new Placeholder(String(name)) });

/** Runs a query with its values, and resolves to the rows that it returns. */
export type RunQuery<Values, Row> = (db: Kysely<Database>, values: Values) => Promise<readonly Row[]>;

/**
 * Makes a query that Kysely builds and compiles only once, at its first run. For queries of each page load: compiling one
 * takes longer than SQLite takes to answer it.
 *
 * @param build Returns the query. It may pass the properties of `values` to the query, and nothing else: they are only
 * placeholders, so the query cannot depend on them.
 */
export function compileOnce<Values extends object, Row = never>(
  build: (db: Kysely<Database>, values: Values) => Compilable<Row>,
): RunQuery<Values, Row> {
  let compiled: CompiledQuery<Row> | undefined;
  return async (db, values) => {
    compiled ??= build(db, PLACEHOLDERS as Values).compile();
    const parameters = compiled.parameters.map((parameter) =>
      parameter instanceof Placeholder ? values[parameter.name as keyof Values] : parameter,
    );
    const { rows } = await db.executeQuery<Row>({ ...compiled, parameters });
    return rows;
  };
}
