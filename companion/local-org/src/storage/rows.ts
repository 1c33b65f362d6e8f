import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import { makeId, sequenceOf } from '../ids.ts';
import { isStored } from '../schema/field.ts';
import type { SObject, Value, Values } from '../schema/types.ts';
import { quote } from './database.ts';

interface Table {
  readonly object: SObject;
  readonly columns: readonly string[];
  readonly booleans: ReadonlySet<string>;
  readonly insert: StatementSync;
  readonly byId: StatementSync;
  /** Whether the row of an Id is in the recycle bin. */
  readonly deletedById: StatementSync;
  nextSequence: number;
}

/** Reads and writes whole rows by Id. It knows types, and nothing of rules. */
export class Rows {
  readonly #db: DatabaseSync;
  readonly #tables = new Map<string, Table>();
  readonly #updates = new Map<string, StatementSync>();
  readonly #firstSequence: number;

  /** @param firstSequence the number of the first record of each object. */
  constructor(db: DatabaseSync, firstSequence: number) {
    this.#db = db;
    this.#firstSequence = firstSequence;
  }

  /** Forgets what was prepared; call it when tables have changed. */
  reset(): void {
    this.#tables.clear();
    this.#updates.clear();
  }

  /** The row of that 18-character Id, deleted or not. */
  get(object: SObject, id: string): Values | undefined {
    const table = this.#table(object);
    const row = table.byId.get(id) as unknown as SQLInputValue[] | undefined;
    if (!row) return undefined;
    const values: Values = {};
    table.columns.forEach((column, index) => {
      const value = row[index] as Value;
      values[column] = table.booleans.has(column) ? value === 1 : value;
    });
    return values;
  }

  /** Whether there is a row of that 18-character Id, without reading it. */
  state(object: SObject, id: string): 'exists' | 'deleted' | 'missing' {
    const row = this.#table(object).deletedById.get(id) as unknown as [number] | undefined;
    if (!row) return 'missing';
    return row[0] === 1 ? 'deleted' : 'exists';
  }

  /** Inserts a row; fields that `values` does not name stay empty. @returns its new Id. */
  insert(object: SObject, values: Values): string {
    const table = this.#table(object);
    const sequence = table.nextSequence++;
    const id = makeId(object.keyPrefix, sequence);
    const row = table.columns.map((column) =>
      column === 'Id' ? id : toSql(values[column] ?? (table.booleans.has(column) ? false : null)),
    );
    table.insert.run(scramble(sequence), ...row);
    return id;
  }

  update(object: SObject, id: string, changes: Values): void {
    const columns = Object.keys(changes);
    if (columns.length === 0) return;
    const sql = `UPDATE ${quote(object.name)} SET ${columns
      .map((column) => `${quote(column)} = ?`)
      .join(', ')} WHERE Id = ?`;
    let statement = this.#updates.get(sql);
    if (!statement) {
      statement = this.#db.prepare(sql);
      this.#updates.set(sql, statement);
    }
    statement.run(...columns.map((column) => toSql(changes[column]!)), id);
  }

  /** Removes a row for good, as setup objects are deleted: no recycle bin. */
  remove(object: SObject, id: string): void {
    this.#db.prepare(`DELETE FROM ${quote(object.name)} WHERE Id = ?`).run(id);
  }

  /** Rows whose fields equal the given values. For setup objects and small tables. */
  find(object: SObject, match: Values): Values[] {
    const columns = Object.keys(match);
    const where = columns.map((column) => `${quote(column)} IS ?`).join(' AND ') || '1';
    const ids = this.#db
      .prepare(`SELECT Id FROM ${quote(object.name)} WHERE ${where}`)
      .all(...columns.map((column) => toSql(match[column]!)));
    return ids.map((row) => this.get(object, row['Id'] as string)!);
  }

  #table(object: SObject): Table {
    let table = this.#tables.get(object.name);
    if (table?.object !== object) {
      table = this.#prepare(object);
      this.#tables.set(object.name, table);
    }
    return table;
  }

  #prepare(object: SObject): Table {
    const name = quote(object.name);
    const stored = [...object.fields.values()].filter(isStored);
    const columns = stored.map((field) => field.name);
    const list = columns.map(quote).join(', ');
    const byId = this.#db.prepare(`SELECT ${list} FROM ${name} WHERE Id = ?`);
    byId.setReturnArrays(true);
    const deleted = object.fields.has('isdeleted') ? 'IsDeleted' : '0';
    const deletedById = this.#db.prepare(`SELECT ${deleted} FROM ${name} WHERE Id = ?`);
    deletedById.setReturnArrays(true);
    // Ids of one length over ASCII digits sort as their sequence numbers do.
    const last = this.#db.prepare(`SELECT max(Id) AS id FROM ${name}`).get()!['id'];
    return {
      object,
      columns,
      booleans: new Set(stored.filter(({ type }) => type === 'boolean').map(({ name }) => name)),
      insert: this.#db.prepare(
        `INSERT INTO ${name} (_rowid, ${list}) VALUES (?${', ?'.repeat(columns.length)})`,
      ),
      byId,
      deletedById,
      nextSequence: typeof last === 'string' ? sequenceOf(last) + 1 : this.#firstSequence,
    };
  }
}

/**
 * A permutation of the 32-bit numbers that leaves no trace of their order. It
 * shuffles blocks, and the numbers inside a block: rows that are inserted one
 * after the other lie near each other, so that a large table fills faster.
 */
function scramble(sequence: number): number {
  const block = Math.imul(Math.floor(sequence / 0x1000), 0x9e377) & 0xfffff;
  const place = Math.imul(sequence % 0x1000, 0x9e5) & 0xfff;
  return block * 0x1000 + place;
}

function toSql(value: Value): SQLInputValue {
  return typeof value === 'boolean' ? Number(value) : value;
}
