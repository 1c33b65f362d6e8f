import { SalesforceError } from '../../errors.ts';
import type { SObject } from '../../schema/types.ts';
import { runQuery } from '../../soql/query.ts';
import type { RestRecord } from '../../soql/query.ts';
import { queryContext } from '../context.ts';
import type { ApiContext } from '../context.ts';
import type { RestCall } from './route.ts';

/** Where a record is found in the REST API. */
export function recordUrl(object: SObject, id: string, version: string): string {
  return `/services/data/v${version}/sobjects/${object.name}/${id}`;
}

/**
 * Records by their 18-character Ids, as the user sees them; those that the user
 * does not see are not among them. All fields of one record when none are named.
 * @throws {SalesforceError} INVALID_FIELD, also for a field that the user cannot see.
 */
export function retrieve(
  { org }: ApiContext,
  call: RestCall,
  object: SObject,
  ids: readonly string[],
  fields = 'FIELDS(ALL)',
): Map<string, RestRecord> {
  if (!/^(?:[\w.,\s]+|FIELDS\(ALL\))$/.test(fields)) {
    throw new SalesforceError('INVALID_FIELD', `Not a list of fields: ${fields}`);
  }
  if (ids.length === 0) return new Map();
  const list = ids.map((id) => `'${id}'`).join();
  const soql = `SELECT ${fields} FROM ${object.name} WHERE Id IN (${list}) LIMIT ${ids.length}`;
  const result = runQuery(soql, queryContext(org, call));
  const records = result.kind === 'rows' ? result.fetch(0, result.totalSize) : [];
  return new Map(records.map((record) => [idOf(record), record]));
}

/** The Id stands at the end of a record's URL, whether it was asked for or not. */
function idOf(record: RestRecord): string {
  const { url } = record['attributes'] as { url: string };
  return url.slice(url.lastIndexOf('/') + 1);
}
