import type { Field } from '../schema/types.ts';
import type { Name, Select, SelectItem } from './ast.ts';
import { type Compilation, newStatement, type QueryContext } from './compilation.ts';
import { parseSoql } from './parse.ts';
import { childLink, objectNamed, openScope, type Scope } from './scope.ts';
import { fieldsOf } from './selection.ts';

/** What `columns=true` says of one column of a query: `joinColumns` hold what lies behind a relationship. */
export interface ColumnMetadata {
  readonly aggregate: boolean;
  readonly apexType: string;
  readonly booleanType: boolean;
  readonly columnName: string;
  readonly custom: boolean;
  readonly displayName: string;
  readonly foreignKeyName: string | null;
  readonly insertable: boolean;
  readonly joinColumns: readonly ColumnMetadata[];
  readonly numberType: boolean;
  readonly textType: boolean;
  readonly updatable: boolean;
}

export interface QueryColumns {
  readonly columnMetadata: readonly ColumnMetadata[];
  readonly entityName: string;
  readonly groupBy: boolean;
  readonly idSelected: boolean;
  readonly keyPrefix: string;
}

/**
 * Describes the columns of a query without running it, as clients ask for with
 * `columns=true` in order to print a table.
 * @throws {SalesforceError} for a query that would be refused
 */
export function describeColumns(soql: string, context: QueryContext): QueryColumns {
  const compilation: Compilation = { context, soql };
  const select = parseSoql(soql);
  const object = objectNamed(compilation, select.from);
  const scope = openScope(compilation, newStatement(), object, [select.alias]);
  const columnMetadata = columnsOf(compilation, scope, select);
  return {
    columnMetadata,
    entityName: object.name,
    groupBy: select.groupBy.length > 0,
    idSelected: columnMetadata.some(({ columnName }) => columnName === 'Id'),
    keyPrefix: object.keyPrefix,
  };
}

function columnsOf(compilation: Compilation, scope: Scope, select: Select): ColumnMetadata[] {
  let unnamed = 0;
  return select.items.flatMap((item: SelectItem): ColumnMetadata[] => {
    switch (item.kind) {
      case 'field':
        return [fieldColumn(scope, item.name)];
      case 'fields':
        return fieldsOf(compilation, scope.root.object, item).map((name) =>
          fieldColumn(scope, name),
        );
      case 'aggregate': {
        const { function: name, argument } = item.aggregate;
        const columnName = item.alias ?? `expr${unnamed++}`;
        const displayName = `${name.toLowerCase()}(${argument?.text ?? ''})`;
        return [{ ...plain(columnName), aggregate: true, displayName, numberType: true }];
      }
      case 'children': {
        const { relationship, object } = childLink(
          compilation,
          scope.root.object,
          select.alias,
          item.select,
        );
        const children = openScope(compilation, newStatement(), object, [item.select.alias]);
        const joinColumns = columnsOf(compilation, children, item.select);
        return [{ ...plain(relationship), aggregate: true, joinColumns }];
      }
    }
  });
}

/** A path is nested: `Account.Name` is the column Name behind the column Account. */
function fieldColumn(scope: Scope, name: Name): ColumnMetadata {
  const { field } = scope.column(name);
  return scope
    .path(name)
    .relationships.reduceRight<ColumnMetadata>(
      (column, relationship) => ({ ...plain(relationship), joinColumns: [column] }),
      leaf(field),
    );
}

const NUMBERS = new Set<Field['type']>(['int', 'double', 'currency', 'percent']);

function leaf(field: Field): ColumnMetadata {
  const booleanType = field.type === 'boolean';
  const numberType = NUMBERS.has(field.type);
  return {
    ...plain(field.name),
    apexType: booleanType
      ? 'Boolean'
      : numberType
        ? 'Decimal'
        : field.type === 'id'
          ? 'Id'
          : 'String',
    booleanType,
    custom: field.custom,
    insertable: field.createable,
    numberType,
    textType: !booleanType && !numberType,
    updatable: field.updateable,
  };
}

function plain(columnName: string): ColumnMetadata {
  return {
    aggregate: false,
    apexType: 'Object',
    booleanType: false,
    columnName,
    custom: false,
    displayName: columnName,
    foreignKeyName: null,
    insertable: false,
    joinColumns: [],
    numberType: false,
    textType: false,
    updatable: false,
  };
}
