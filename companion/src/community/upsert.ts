import { CompiledQuery, sql, type Kysely } from 'kysely';
import type { Database } from './schema.ts';

/**
 * Rows a statement. Of few sizes, so that few statements are made and those run
 * again and again: to make one takes longer than to run it. SQLite takes 32,766
 * parameters, PostgreSQL 65,535.
 */
const SIZES = [256, 64, 16, 4, 1];

type Column<T extends keyof Database> = keyof Database[T] & string;

/** The SQL of statements, by database and shape. */
const statements = new WeakMap<object, Map<string, string>>();

/** Inserts rows, which have all columns, or replaces those with the same key. */
export async function upsert<T extends keyof Database>(
  db: Kysely<Database>,
  table: T,
  key: readonly Column<T>[],
  rows: readonly Database[T][],
): Promise<void> {
  const [first] = rows;
  if (first === undefined) {
    return;
  }
  const columns = Object.keys(first).sort() as Column<T>[];
  for (const some of inSizes(rows)) {
    const text = statementOf(db, { table, key, columns, rows: some.length });
    const values = some.flatMap((row) => columns.map((column) => row[column]));
    await db.executeQuery(CompiledQuery.raw(text, values));
  }
}

function inSizes<R>(rows: readonly R[]): R[][] {
  const parts: R[][] = [];
  let from = 0;
  for (const size of SIZES) {
    for (; rows.length - from >= size; from += size) parts.push(rows.slice(from, from + size));
  }
  return parts;
}

interface Shape {
  readonly table: string;
  readonly key: readonly string[];
  readonly columns: readonly string[];
  readonly rows: number;
}

function statementOf(db: Kysely<Database>, shape: Shape): string {
  const { adapter } = db.getExecutor();
  const known = statements.get(adapter) ?? new Map<string, string>();
  statements.set(adapter, known);
  const name = JSON.stringify(shape);
  const text = known.get(name) ?? compile(db, shape);
  known.set(name, text);
  return text;
}

function compile(db: Kysely<Database>, { table, key, columns, rows }: Shape): string {
  const refs = (names: readonly string[]) => sql.join(names.map((name) => sql.ref(name)));
  const row = sql`(${sql.join(columns.map(() => sql.val(null)))})`;
  const others = columns.filter((column) => !key.includes(column));
  const changes = others.map((name) => sql`${sql.ref(name)} = ${sql.ref(`excluded.${name}`)}`);
  return sql`insert into ${sql.table(table)} (${refs(columns)})
    values ${sql.join(new Array(rows).fill(row))}
    on conflict (${refs(key)}) do update set ${sql.join(changes)}`.compile(db).sql;
}
