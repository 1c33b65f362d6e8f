import { notImplemented, type SalesforceError } from '../errors.ts';
import type { Access, Field, Schema, SObject } from '../schema/types.ts';
import { isText } from '../schema/field.ts';
import { maskedInSql } from '../security/masks.ts';
import { visibleInSql } from '../security/sharing.ts';
import { quote } from '../storage/database.ts';
import { formulaCall } from '../storage/formulas.ts';
import type { Name, Select } from './ast.ts';
import { type Compilation, failAt, type QueryContext, type Statement } from './compilation.ts';

/** An object's table, as one SQL statement knows it. */
export interface Table {
  readonly object: SObject;
  readonly alias: string;
}

export interface Column extends Table {
  readonly field: Field;
  readonly sql: string;
  /** Comes through a lookup, so that it is null where there is no parent. */
  readonly joined: boolean;
}

/** The object of one SELECT with the parents that its paths lead to. */
export interface Scope {
  readonly root: Table;
  /**
   * The column that a path such as `Account.Owner.Name` leads to.
   * @throws {SalesforceError} INVALID_FIELD, also for what the user cannot see
   */
  column(name: Name): Column;
  /** The tables on the way, without the root, and the relationship names that lead there. */
  path(name: Name): { tables: readonly Table[]; relationships: readonly string[] };
  /** The root's table for FROM. */
  readonly table: string;
  /** The joins that the columns asked for so far need. */
  joins(): string;
  /** Conditions under which the user sees a row of the root; may be empty. */
  visible(): string[];
}

/** Lookups that a path may follow. (SOQL and SOSL Reference, "Understanding Relationship Query Limitations") */
const MAX_LEVELS = 5;

const WSDL_HINT = 'Please reference your WSDL or the describe call for the appropriate names.';

/**
 * The object that FROM names.
 * @throws {SalesforceError} INVALID_TYPE, also for an object that the user cannot read
 */
export function objectNamed(compilation: Compilation, name: Name): SObject {
  const { schema, access } = compilation.context;
  const object = schema.object(name.text);
  if (object && access.canRead(object)) {
    compilation.context.refresh(object);
    return object;
  }
  throw failAt(
    compilation,
    name,
    'INVALID_TYPE',
    `sObject type '${name.text}' is not supported. If you are attempting to use a custom object, ` +
      `be sure to append the '__c' after the entity name. ${WSDL_HINT}`,
  );
}

/** A SELECT among the fields: the children's object and their lookup to the parent. */
export interface ChildLink {
  /** As the schema spells it: `Contacts`. */
  readonly relationship: string;
  readonly object: SObject;
  readonly lookup: Field;
}

/**
 * The relationship that `(SELECT … FROM Contacts)` names.
 * @throws {SalesforceError} INVALID_TYPE, also for what the user cannot see
 */
export function childLink(
  compilation: Compilation,
  parent: SObject,
  parentAlias: string | undefined,
  { from, fromPrefix }: Select,
): ChildLink {
  const { schema, access } = compilation.context;
  const wanted = from.text.toLowerCase();
  const isOwn = fromPrefix === undefined || isOwnPrefix(fromPrefix, parent, [parentAlias]);
  const found = schema
    .childRelationships(parent.name)
    .find(({ relationshipName }) => isOwn && relationshipName?.toLowerCase() === wanted);
  const object = found && schema.object(found.childObject);
  const lookup = found && object?.fields.get(found.field.toLowerCase());
  if (object && lookup && access.canRead(object) && access.canReadField(object, lookup)) {
    return { relationship: found.relationshipName!, object, lookup };
  }
  throw failAt(
    compilation,
    from,
    'INVALID_TYPE',
    `Didn't understand relationship '${from.text}' in FROM part of query call. If you are ` +
      `attempting to use a custom relationship, be sure to append the '__r' after the custom ` +
      `relationship name. ${WSDL_HINT}`,
  );
}

/** Begins a SELECT from `object`; `aliases` are the words that may stand in front of its fields. */
export function openScope(
  compilation: Compilation,
  statement: Statement,
  object: SObject,
  aliases: readonly (string | undefined)[],
): Scope {
  const { schema, access } = compilation.context;
  const root: Table = { object, alias: statement.newAlias() };
  const joins: string[] = [];
  const joined = new Map<string, { table: Table; relationship: string }>();

  const join = (child: Table, field: Field, parent: SObject, path: string): Table => {
    const table = { object: parent, alias: statement.newAlias() };
    compilation.context.refresh(parent);
    // Rows of set-up that have durable Ids are referred to by those.
    const key = parent.fields.get('durableid')?.name ?? 'Id';
    const conditions = [
      `${table.alias}.${quote(key)} = ${child.alias}.${quote(field.name)}`,
      ...visibility(compilation.context, statement, table),
    ];
    joins.push(`LEFT JOIN ${quote(parent.name)} ${table.alias} ON ${conditions.join(' AND ')}`);
    joined.set(path, { table, relationship: field.relationshipName! });
    return table;
  };

  const follow = (name: Name) => {
    const steps = name.text.split('.').slice(0, -1);
    if (isOwnPrefix(steps[0], root.object, aliases)) steps.shift();
    if (steps.length > MAX_LEVELS) {
      throw failAt(
        compilation,
        name,
        'MALFORMED_QUERY',
        `Relationship cannot be more than ${MAX_LEVELS} levels deep`,
      );
    }
    const tables: Table[] = [];
    const relationships: string[] = [];
    steps.forEach((step, index) => {
      const child = tables.at(-1) ?? root;
      const field = relationshipField(child.object, step, access);
      const parent = field && parentOf(field, schema);
      if (!field || !parent || !access.canRead(parent)) {
        throw unknownRelationship(compilation, name, step);
      }
      const path = steps
        .slice(0, index + 1)
        .join('.')
        .toLowerCase();
      tables.push(joined.get(path)?.table ?? join(child, field, parent, path));
      relationships.push(field.relationshipName!);
    });
    return { tables, relationships };
  };

  return {
    root,
    path: follow,
    column: (name) => {
      const table = follow(name).tables.at(-1) ?? root;
      const field = readableField(compilation, table.object, name);
      return {
        ...table,
        field,
        sql: columnSql(compilation.context, table, field),
        joined: table !== root,
      };
    },
    table: `${quote(object.name)} ${root.alias}`,
    joins: () => joins.join(' '),
    visible: () => visibility(compilation.context, statement, root),
  };
}

/** The column of a stored field, or the call that computes one with a formula; addresses have neither. */
export function columnSql(
  { access }: QueryContext,
  { object, alias }: Table,
  field: Field,
): string {
  if (!field.formula) return maskedInSql(`${alias}.${quote(field.name)}`, field.mask, access);
  const inputs = field.formula.inputs.map(({ name }) => `${alias}.${quote(name)}`);
  const call = formulaCall(access.userId, object, field, inputs);
  // Columns of text have this collation, and what is computed has none.
  return isText(field) ? `(${call} COLLATE NOCASE)` : call;
}

/** `Contact.Name` and `c.Name` in a SELECT from `Contact c` mean the object's own field. */
function isOwnPrefix(
  step: string | undefined,
  object: SObject,
  aliases: readonly (string | undefined)[],
): boolean {
  const word = step?.toLowerCase();
  return word !== undefined && [object.name, ...aliases].some((a) => a?.toLowerCase() === word);
}

function visibility(context: QueryContext, statement: Statement, table: Table): string[] {
  const { object, alias } = table;
  const conditions: string[] = [];
  if (!context.includeDeleted && object.fields.has('isdeleted')) {
    conditions.push(`${alias}."IsDeleted" = 0`);
  }
  const shared = visibleInSql(context.schema, context.access, object, alias, (value) =>
    statement.bind(value),
  );
  if (shared !== undefined) conditions.push(shared);
  return conditions;
}

function readableField(compilation: Compilation, object: SObject, name: Name): Field {
  const fieldName = name.text.split('.').at(-1)!;
  const field = object.fields.get(fieldName.toLowerCase());
  if (field && compilation.context.access.canReadField(object, field)) return field;
  throw failAt(
    compilation,
    name,
    'INVALID_FIELD',
    `No such column '${fieldName}' on entity '${object.name}'. If you are attempting to use a ` +
      `custom field, be sure to append the '__c' after the custom field name. ${WSDL_HINT}`,
  );
}

function relationshipField(object: SObject, name: string, access: Access): Field | undefined {
  const wanted = name.toLowerCase();
  for (const field of object.fields.values()) {
    if (field.relationshipName?.toLowerCase() !== wanted) continue;
    return access.canReadField(object, field) ? field : undefined;
  }
  return undefined;
}

function parentOf(field: Field, schema: Schema): SObject | undefined {
  if (field.referenceTo.length > 1) {
    throw notImplemented(`SOQL paths through the polymorphic relationship ${field.name}`);
  }
  return schema.object(field.referenceTo[0] ?? '');
}

function unknownRelationship(
  compilation: Compilation,
  name: Name,
  relationship: string,
): SalesforceError {
  return failAt(
    compilation,
    name,
    'INVALID_FIELD',
    `Didn't understand relationship '${relationship}' in field path. If you are attempting to ` +
      `use a custom relationship, be sure to append the '__r' after the custom relationship ` +
      `name. ${WSDL_HINT}`,
  );
}
