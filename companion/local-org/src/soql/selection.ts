import { notImplemented, SalesforceError } from '../errors.ts';
import { isCompound } from '../schema/field.ts';
import type { Field, SObject } from '../schema/types.ts';
import type { FieldGroup, Name, Select, SelectItem } from './ast.ts';
import { type Compilation, failAt, type Row } from './compilation.ts';
import { childLink, type ChildLink, columnSql, type Scope, type Table } from './scope.ts';

/** A record as the REST API shows it, `attributes` first. */
export type RestRecord = Record<string, unknown>;

/** What one field or parent of a record is made of. */
type Reader = (row: Row) => unknown;

/** A SELECT among the fields, to be answered once the records are there. */
export interface ChildItem {
  readonly link: ChildLink;
  readonly select: Select;
}

/** The columns to select and how a row of them becomes a record. */
export interface Selection {
  readonly columns: readonly string[];
  readonly children: readonly ChildItem[];
  /** Custom long-text fields among those selected. */
  readonly longTexts: number;
  /** Place of the root's Id among the columns. */
  readonly idColumn: number;
  read(row: Row): RestRecord;
}

/** FIELDS(ALL) and FIELDS(CUSTOM) return no more records than this. (SOQL and SOSL Reference, "FIELDS()") */
const MAX_FIELDS_LIMIT = 200;

/**
 * Compiles the field list of a SELECT that gives records.
 * @throws {SalesforceError} INVALID_FIELD, MALFORMED_QUERY
 */
export function compileSelection(
  compilation: Compilation,
  scope: Scope,
  select: Select,
): Selection {
  const columns = columnList();
  const root = recordBuilder(compilation, scope.root, columns);
  const builders = new Map([['', root]]);
  const children: ChildItem[] = [];
  const seen = new Set<string>();
  let longTexts = 0;
  const refuseDuplicate = (path: string) => {
    if (seen.has(path)) {
      throw new SalesforceError('MALFORMED_QUERY', `duplicate field selected: ${path}`);
    }
    seen.add(path);
  };

  const addField = (name: Name) => {
    const { tables, relationships } = scope.path(name);
    const column = scope.column(name);
    refuseDuplicate([...relationships, column.field.name].join('.'));
    if (isLongText(column.field)) longTexts++;
    let builder = root;
    relationships.forEach((relationship, level) => {
      const key = relationships.slice(0, level + 1).join('.');
      const parent = builders.get(key) ?? recordBuilder(compilation, tables[level]!, columns);
      if (!builders.has(key)) builder.add(relationship, parent.read);
      builders.set(key, parent);
      builder = parent;
    });
    builder.add(column.field.name, fieldReader(compilation, column, column.field, columns));
  };

  for (const item of select.items) {
    switch (item.kind) {
      case 'field':
        if (item.alias !== undefined) {
          const message = 'only aggregate expressions use field aliasing';
          throw failAt(compilation, item.name, 'MALFORMED_QUERY', message);
        }
        addField(item.name);
        break;
      case 'fields':
        checkFieldsLimit(item.group, select);
        for (const name of fieldsOf(compilation, scope.root.object, item)) addField(name);
        break;
      case 'children': {
        const link = childLink(compilation, scope.root.object, select.alias, item.select);
        refuseDuplicate(link.relationship);
        children.push({ link, select: item.select });
        // Keeps the key's place; the children themselves come in a query of their own.
        root.add(link.relationship, () => null);
        break;
      }
      case 'aggregate':
        throw notImplemented('aggregate functions in a SELECT among the fields');
    }
  }
  return {
    columns: columns.sql,
    children,
    longTexts,
    idColumn: root.idColumn,
    read: root.read as (row: Row) => RestRecord,
  };
}

/** Long text areas are those that hold more than a text area does. */
function isLongText({ custom, type, length }: Field): boolean {
  return custom && type === 'textarea' && length > 255;
}

interface ColumnList {
  readonly sql: string[];
  /** Adds a column unless it is there, and gives its place. */
  add(sql: string): number;
}

function columnList(): ColumnList {
  const places = new Map<string, number>();
  const sql: string[] = [];
  return {
    sql,
    add: (column) => {
      const place = places.get(column) ?? sql.push(column) - 1;
      places.set(column, place);
      return place;
    },
  };
}

interface RecordBuilder {
  readonly idColumn: number;
  add(key: string, reader: Reader): void;
  readonly read: Reader;
}

function recordBuilder({ context }: Compilation, table: Table, columns: ColumnList): RecordBuilder {
  const { object, alias } = table;
  const idColumn = columns.add(`${alias}."Id"`);
  const url = `/services/data/v${context.version}${context.api ?? ''}/sobjects/${object.name}/`;
  const keys: string[] = [];
  const readers: Reader[] = [];
  return {
    idColumn,
    add: (key, reader) => {
      keys.push(key);
      readers.push(reader);
    },
    read: (row) => {
      const id = row[idColumn];
      if (id === null) return null;
      const record: RestRecord = { attributes: { type: object.name, url: url + String(id) } };
      for (let i = 0; i < keys.length; i++) record[keys[i]!] = readers[i]!(row);
      return record;
    },
  };
}

function fieldReader(
  compilation: Compilation,
  table: Table,
  field: Field,
  columns: ColumnList,
): Reader {
  const place = (part: Field) => columns.add(columnSql(compilation.context, table, part));
  if (isCompound(field.type)) {
    const parts = partsOf(table.object, field).map(([key, part]) => [key, place(part)] as const);
    return (row) =>
      parts.some(([, index]) => row[index] !== null)
        ? Object.fromEntries(parts.map(([key, index]) => [key, row[index]]))
        : null;
  }
  const index = place(field);
  if (field.type === 'boolean') return (row) => row[index] === 1;
  return (row) => row[index];
}

/** Keys of a compound field in the API with the fields behind them: `postalCode`, `MailingPostalCode`. */
function partsOf(object: SObject, compound: Field): [key: string, part: Field][] {
  const prefix = compound.name.replace(/Address$|__c$/, '');
  return [...object.fields.values()]
    .filter((field) => field.compoundFieldName === compound.name)
    .map((field): [string, Field] => {
      const part = field.name.slice(prefix.length).replace(/^__|__s$/g, '');
      return [part.charAt(0).toLowerCase() + part.slice(1), field];
    })
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

function checkFieldsLimit(group: FieldGroup, { limit }: Select): void {
  if (group === 'STANDARD' || (limit !== undefined && limit <= MAX_FIELDS_LIMIT)) return;
  const message = `The SOQL FIELDS function must have a LIMIT of at most ${MAX_FIELDS_LIMIT}`;
  throw new SalesforceError('MALFORMED_QUERY', message);
}

/** The fields of that group that the user can see. */
export function fieldsOf(
  { context: { access } }: Compilation,
  object: SObject,
  { group, offset }: Extract<SelectItem, { kind: 'fields' }>,
): Name[] {
  return [...object.fields.values()]
    .filter((field) => group === 'ALL' || field.custom === (group === 'CUSTOM'))
    .filter((field) => access.canReadField(object, field))
    .map((field) => ({ text: field.name, offset }));
}
