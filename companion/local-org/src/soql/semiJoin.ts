import type { SalesforceError } from '../errors.ts';
import type { Condition, Name, Select, SemiJoin } from './ast.ts';
import { type Compilation, failAt, type Statement } from './compilation.ts';
import { type Column, objectNamed, openScope, type Scope } from './scope.ts';

/** (SOQL and SOSL Reference, "Semi-Joins with IN and Anti-Joins with NOT IN") */
const MAX_SEMI_JOINS = 2;

type CompileWhere = (
  compilation: Compilation,
  statement: Statement,
  scope: Scope,
  condition: Condition,
) => string;

/**
 * Where the platform allows `IN (SELECT …)`: twice, and not beside OR.
 * @throws {SalesforceError} MALFORMED_QUERY
 */
export function checkSemiJoins(compilation: Compilation, condition: Condition): void {
  const semiJoins = semiJoinsIn(condition);
  const [first] = semiJoins;
  if (!first) return;
  if (semiJoins.length > MAX_SEMI_JOINS) {
    const message = `Maximum ${MAX_SEMI_JOINS} semi join sub-selects are allowed`;
    throw malformed(compilation, semiJoins[MAX_SEMI_JOINS]!.left, message);
  }
  if (condition.kind === 'or') {
    const message = "Semi join sub-selects are not allowed with the 'OR' operator";
    throw malformed(compilation, first.left, message);
  }
  const buried = orsIn(condition).flatMap(semiJoinsIn)[0];
  if (buried) {
    throw malformed(
      compilation,
      buried.left,
      'Semi join sub-selects are only allowed at the top level WHERE expressions and not in ' +
        'nested WHERE expressions.',
    );
  }
}

/** Compiles `Id IN (SELECT AccountId FROM Contact WHERE …)`. */
export function semiJoinSql(
  compilation: Compilation,
  statement: Statement,
  outer: Scope,
  semiJoin: SemiJoin,
  compileWhere: CompileWhere,
): string {
  const { left, negated, select } = semiJoin;
  const leftColumn = outer.column(left);
  if (leftColumn.field.type !== 'id' && leftColumn.field.type !== 'reference') {
    throw malformed(
      compilation,
      left,
      'The left operand field in the where expression for outer query should be an id field, ' +
        `cannot use: '${left.text}'`,
    );
  }
  const object = objectNamed(compilation, select.from);
  if (object === outer.root.object) {
    const message = 'The inner and outer selects should not be on the same object type';
    throw malformed(compilation, select.from, message);
  }
  const name = onlyField(compilation, select);
  const scope = openScope(compilation, statement, object, [select.alias]);
  const column = scope.column(name);
  if (!targetsOf(column).some((target) => targetsOf(leftColumn).includes(target))) {
    throw malformed(
      compilation,
      name,
      `The selected field '${name.text}' in the subquery and the left operand field in the where ` +
        `expression in the outer query '${left.text}' should point to the same object type`,
    );
  }
  if (select.where && semiJoinsIn(select.where).length > 0) {
    const message = 'Nesting of semi join sub-selects is not supported';
    throw malformed(compilation, select.from, message);
  }
  const where = select.where && compileWhere(compilation, statement, scope, select.where);
  // A null among the inner values would make NOT IN unknown for every row.
  const conditions = [...scope.visible(), `${column.sql} IS NOT NULL`, where].filter(Boolean);
  const from = `FROM ${scope.table} ${scope.joins()}`;
  const inner = `SELECT ${column.sql} ${from} WHERE ${conditions.join(' AND ')}`;
  const test = `${leftColumn.sql} IN (${inner})`;
  return negated ? `(${test}) IS NOT TRUE` : test;
}

/** The one field that the inner SELECT may have, with nothing but WHERE behind it. */
function onlyField(compilation: Compilation, select: Select): Name {
  const [item, ...rest] = select.items;
  const more =
    rest.length > 0 ||
    select.groupBy.length > 0 ||
    select.having !== undefined ||
    select.orderBy.length > 0 ||
    select.limit !== undefined ||
    select.offset !== undefined;
  if (item?.kind === 'field' && item.alias === undefined && !more) return item.name;
  const message = 'Semi join sub-selects can only select a single field, filtered by WHERE';
  throw malformed(compilation, select.from, message);
}

/** Objects whose Ids the column holds. */
function targetsOf({ object, field }: Column): readonly string[] {
  return field.type === 'id' ? [object.name] : field.referenceTo;
}

function semiJoinsIn(condition: Condition): SemiJoin[] {
  switch (condition.kind) {
    case 'semi-join':
      return [condition];
    case 'comparison':
      return [];
    case 'not':
      return semiJoinsIn(condition.term);
    case 'and':
    case 'or':
      return condition.terms.flatMap(semiJoinsIn);
  }
}

function orsIn(condition: Condition): Condition[] {
  if (condition.kind === 'or') return [condition];
  if (condition.kind === 'not') return orsIn(condition.term);
  return condition.kind === 'and' ? condition.terms.flatMap(orsIn) : [];
}

function malformed(compilation: Compilation, at: Name, message: string): SalesforceError {
  return failAt(compilation, at, 'MALFORMED_QUERY', message);
}
