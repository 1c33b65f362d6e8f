import { SalesforceError } from '../errors.ts';
import type { SObject } from '../schema/types.ts';
import type { Condition } from './ast.ts';

/**
 * Objects whose rows the platform makes only for a parent that the query names: the columns of
 * which one must be filtered, and paths that stand for one. (Reports of the error, for the columns;
 * Tooling API, FieldDefinition, for the paths)
 */
const REIFIED: Readonly<Record<string, { columns: readonly string[]; paths: readonly string[] }>> =
  {
    FieldDefinition: {
      columns: ['EntityDefinitionId', 'DurableId'],
      paths: ['EntityDefinition.QualifiedApiName', 'EntityDefinition.DurableId'],
    },
    FlowVersionView: { columns: ['FlowDefinitionViewId', 'DurableId'], paths: [] },
  };

/** @throws {SalesforceError} MALFORMED_QUERY where such a filter is missing. */
export function requireReifiedFilter({ name }: SObject, where: Condition | undefined): void {
  const reified = REIFIED[name];
  if (!reified) return;
  const { columns, paths } = reified;
  const wanted = new Set([...columns, ...paths].map((path) => path.toLowerCase()));
  if (where && filters(where, wanted)) return;
  throw new SalesforceError(
    'MALFORMED_QUERY',
    `${name}: a filter on a reified column is required [${columns.join(',')}]`,
  );
}

/** Values themselves must be named: the rows of another SELECT do not do. */
function filters(condition: Condition, wanted: ReadonlySet<string>): boolean {
  if (condition.kind === 'and') return condition.terms.some((term) => filters(term, wanted));
  if (condition.kind !== 'comparison' || condition.left.kind !== 'field') return false;
  return (
    ['=', 'IN'].includes(condition.operator) && wanted.has(condition.left.name.text.toLowerCase())
  );
}
