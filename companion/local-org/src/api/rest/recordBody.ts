import { SalesforceError } from '../../errors.ts';
import { fieldReader } from '../../formula/index.ts';
import type { Access, Field, FormulaSurroundings, SObject, Values } from '../../schema/types.ts';
import { addressParts } from '../../soql/selection.ts';

/**
 * The fields that a client asked for, or all that the user may see.
 * @throws {SalesforceError} INVALID_FIELD, also for a field that the user cannot see.
 */
export function requestedFields(
  object: SObject,
  access: Access,
  names?: readonly string[],
): readonly Field[] {
  if (!names) {
    return [...object.fields.values()].filter((field) => access.canReadField(object, field));
  }
  return names.map((name) => {
    const field = object.fields.get(name.toLowerCase());
    if (field && access.canReadField(object, field)) return field;
    throw new SalesforceError(
      'INVALID_FIELD',
      `No such column '${name}' on sobject of type ${object.name}`,
    );
  });
}

/** The names of a list such as `Id,Name`. */
export function splitNames(list: string | undefined): string[] | undefined {
  return list?.split(',').map((name) => name.trim());
}

/** A row as the REST API gives a single record. */
export function recordBody(
  object: SObject,
  row: Values,
  fields: readonly Field[],
  version: string,
  surroundings: FormulaSurroundings,
): Record<string, unknown> {
  const url = recordUrl(object, row['Id'] as string, version);
  const values = fields.map(
    (field) => [field.name, valueOf(object, row, field, surroundings)] as const,
  );
  return { attributes: { type: object.name, url }, ...Object.fromEntries(values) };
}

/** Where a record is found in the REST API. */
export function recordUrl(object: SObject, id: string, version: string): string {
  return `/services/data/v${version}/sobjects/${object.name}/${id}`;
}

function valueOf(
  object: SObject,
  row: Values,
  field: Field,
  surroundings: FormulaSurroundings,
): unknown {
  if (field.type !== 'address') return fieldReader(field)(row, surroundings);
  const parts = addressParts(object, field).map(
    ([key, part]) => [key, row[part.name] ?? null] as const,
  );
  return parts.some(([, value]) => value !== null) ? Object.fromEntries(parts) : null;
}
