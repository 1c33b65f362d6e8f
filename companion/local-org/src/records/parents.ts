import { SalesforceError } from '../errors.ts';
import type { Access, Field, SObject } from '../schema/types.ts';
import { findByExternalId, lookupField, SeveralMatches } from './externalIds.ts';
import type { Transaction } from './transaction.ts';

type Json = Readonly<Record<string, unknown>>;

/**
 * Puts the Id of a parent in the place of the external Id that names it:
 * `{ "Account": { "Code__c": "A1" } }` becomes `{ "AccountId": "001…" }`. What is neither the
 * record's parent nor one that the user sees is left for who reads the fields.
 * (REST API Developer Guide, "Insert or Update (Upsert) a Record Using an External ID")
 * @throws {SalesforceError} INVALID_FIELD, DUPLICATE_EXTERNAL_ID
 */
export function resolveParents(
  tx: Transaction,
  access: Access,
  object: SObject,
  body: unknown,
): unknown {
  if (!isJson(body)) return body;
  const given = Object.entries(body);
  if (!given.some(([name, value]) => name !== 'attributes' && isJson(value))) return body;
  const names = new Set(Object.keys(body).map((name) => name.toLowerCase()));
  return Object.fromEntries(
    given.map(([name, value]) => {
      const field = isJson(value) ? parentField(object, name, access) : undefined;
      if (!field) return [name, value];
      if (names.has(field.name.toLowerCase())) {
        throw invalid(
          `Cannot specify both an external ID reference ${name} and a salesforce id, ${field.name}`,
        );
      }
      return [field.name, parentId(tx, access, field, name, value as Json)];
    }),
  );
}

/** The field behind a relationship to a parent, if the user sees it. */
export function parentField(
  object: SObject,
  relationship: string,
  access: Access,
): Field | undefined {
  return [...object.fields.values()].find(
    (field) =>
      field.relationshipName?.toLowerCase() === relationship.toLowerCase() &&
      access.canReadField(object, field),
  );
}

function parentId(
  tx: Transaction,
  access: Access,
  field: Field,
  relationship: string,
  { attributes, ...named }: Json,
): unknown {
  const { type } = (attributes ?? {}) as { type?: unknown };
  const object = parentObject(tx, access, field, relationship, type);
  const [[name, input] = [''], ...more] = Object.entries(named);
  if (more.length > 0) {
    throw invalid(
      `${relationship} must be named by one field, not by ${Object.keys(named).join(', ')}`,
    );
  }
  const key = lookupField(object, name, access);
  if (!key) {
    throw invalid(
      `Field name provided, ${name} does not match an External ID, Salesforce Id, or indexed field for ${object.name}`,
    );
  }
  // Whether there is such a record is asked of every Id.
  if (key.type === 'id') return input;
  const row = isBlank(input) ? undefined : findOne(tx, access, object, key, input);
  if (row) return row['Id'];
  const given = typeof input === 'string' ? input : JSON.stringify(input ?? '');
  throw invalid(
    `Foreign key external ID: ${given} not found for field ${key.name} in entity ${object.name}`,
  );
}

/** Which of the objects that a field may point at: a polymorphic one says so in its attributes. */
function parentObject(
  { org: { schema } }: Transaction,
  access: Access,
  { referenceTo }: Field,
  relationship: string,
  type: unknown,
): SObject {
  const wanted = type ?? (referenceTo.length === 1 ? referenceTo[0] : undefined);
  if (typeof wanted !== 'string') {
    throw invalid(`${relationship} needs attributes with a type: ${referenceTo.join(', ')}`);
  }
  const name = referenceTo.find((one) => one.toLowerCase() === wanted.toLowerCase());
  const object = name === undefined ? undefined : schema.object(name);
  if (object && access.canRead(object)) return object;
  throw new SalesforceError('INVALID_TYPE', `${relationship} cannot be of type ${wanted}`);
}

/** Here several matches are wrong data, and no choice that the client could make. */
function findOne(...args: Parameters<typeof findByExternalId>) {
  try {
    return findByExternalId(...args);
  } catch (error) {
    if (!(error instanceof SeveralMatches)) throw error;
    throw new SalesforceError(error.errorCode, error.message, { fields: [] });
  }
}

function isBlank(input: unknown): boolean {
  return input === undefined || input === null || input === '';
}

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function invalid(message: string): SalesforceError {
  return new SalesforceError('INVALID_FIELD', message, { fields: [] });
}
