import type { Field, FieldType } from '../schema/types.ts';
import { isCompound } from '../schema/field.ts';
import type { AggregateFunction } from './ast.ts';

/** Text beyond this many characters is a long text area: stored, shown, and nothing else. */
const LONG_TEXT = 255;

const UNGROUPABLE = new Set<FieldType>([
  'multipicklist',
  'datetime',
  'double',
  'currency',
  'percent',
]);
const UNAGGREGATABLE = new Set<FieldType>(['boolean', 'multipicklist']);
const SUMMABLE = new Set<FieldType>(['int', 'double', 'currency', 'percent']);

/** May stand in WHERE. (SOQL and SOSL Reference, "fieldExpression Syntax") */
export function isFilterable(field: Field): boolean {
  return !isCompound(field.type) && field.type !== 'encryptedstring' && !isLongText(field);
}

/** May stand in ORDER BY. (SOQL and SOSL Reference, "ORDER BY") */
export function isSortable(field: Field): boolean {
  return isFilterable(field) && field.type !== 'multipicklist';
}

/** May stand in GROUP BY. (SOQL and SOSL Reference, "Considerations When Using GROUP BY") */
export function isGroupable(field: Field): boolean {
  return isFilterable(field) && !UNGROUPABLE.has(field.type);
}

/** (SOQL and SOSL Reference, "Support for Field Types in Aggregate Functions") */
export function isAggregatable(field: Field, aggregate: AggregateFunction): boolean {
  if (aggregate === 'SUM' || aggregate === 'AVG') return SUMMABLE.has(field.type);
  return isFilterable(field) && !UNAGGREGATABLE.has(field.type);
}

function isLongText(field: Field): boolean {
  return field.type === 'textarea' && field.length > LONG_TEXT;
}
