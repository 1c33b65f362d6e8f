import { PostgresAdapter, sql, type Kysely, type RawBuilder } from 'kysely';

/**
 * The members of a JSON object as rows of a `key` and a `value`, in the words of
 * the database: one parameter, where a list of thousands would cost more than what
 * is done with it.
 */
export function entriesOf(
  db: Pick<Kysely<unknown>, 'getExecutor'>,
  json: string,
): RawBuilder<unknown> {
  return db.getExecutor().adapter instanceof PostgresAdapter
    ? sql`json_each_text(${json}::json)`
    : sql`json_each(${json})`;
}
