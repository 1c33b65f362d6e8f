import { PACKAGE } from '../worksheet/packageNames.ts';
import type { PageQuery } from './interfaces.ts';

/** The largest page that Salesforce gives. */
export const PAGE_SIZE = 2000;

/** Salesforce takes 16,384 bytes of URL and headers; a session token alone may have 2,000. */
const ENCODED_QUERY_BYTES = 12_500;

/**
 * Live contacts of a window, in pages by Id: a locator expires and many
 * contacts share a stamp, an Id does neither.
 */
export function contactsQuery(select: readonly string[], page: PageQuery): string {
  return pageOf(select, [changedSince(page.since)], page.after);
}

export function countQuery(since: Date | null): string {
  return `SELECT COUNT() FROM Contact${where([changedSince(since)])}`;
}

/** For `queryAll`. Deleting a contact moves its SystemModstamp and fires no flow. */
export function deletedContactsQuery({ since, after }: PageQuery): string {
  const deleted = ['IsDeleted = true', since && `SystemModstamp >= ${dateTime(since)}`];
  return pageOf(['Id', 'MasterRecordId'], deleted, after);
}

/** For `queryAll`. */
export function contactsByKeyQuery(
  select: readonly string[],
  keys: readonly string[],
  after: string | null,
): string {
  return pageOf(select, [`Id IN (${keys.map(quote).join(',')})`], after);
}

/** The keys in parts, each of a size with which `contactsByKeyQuery` stays within a URL. */
export function keysPerQuery(select: readonly string[], keys: readonly string[]): string[][] {
  const bytes = (soql: string) => encodeURIComponent(soql).length;
  const id = '0'.repeat(18);
  const room = ENCODED_QUERY_BYTES - bytes(contactsByKeyQuery(select, [], id));
  const size = Math.max(1, Math.floor(room / bytes(`${quote(id)},`)));
  return Array.from({ length: Math.ceil(keys.length / size) }, (_, index) =>
    keys.slice(index * size, (index + 1) * size),
  );
}

/** Every permission set and profile of the user that sees all contacts, whoever owns them. */
export function viewAllContactsQuery(userId: string): string {
  return (
    "SELECT Id FROM ObjectPermissions WHERE SobjectType = 'Contact' AND PermissionsViewAllRecords = true" +
    ` AND ParentId IN (SELECT PermissionSetId FROM PermissionSetAssignment WHERE AssigneeId = ${quote(userId)})`
  );
}

/**
 * The contact's own stamp or its account's. Each stamp goes with the indexed
 * SystemModstamp, which is never older: a custom date-time field has no index.
 * Believed, and unproven: that an OR with a parent's field may use neither index.
 * Asking the halves one by one would cost each run a call more.
 */
function changedSince(since: Date | null): string | null {
  if (since === null) {
    return null;
  }
  const stamped = (object: string) =>
    `(${object}SystemModstamp >= ${dateTime(since)} AND ${object}${PACKAGE.modDate} >= ${dateTime(since)})`;
  return `(${stamped('')} OR ${stamped('Account.')})`;
}

function pageOf(
  select: readonly string[],
  conditions: readonly (string | null)[],
  after: string | null,
): string {
  const all = [...conditions, after && `Id > ${quote(after)}`];
  return `SELECT ${select.join(',')} FROM Contact${where(all)} ORDER BY Id LIMIT ${PAGE_SIZE}`;
}

function where(conditions: readonly (string | null)[]): string {
  const present = conditions.filter((condition) => condition !== null);
  return present.length === 0 ? '' : ` WHERE ${present.join(' AND ')}`;
}

/** SOQL has no fractions of a second; cutting them off widens the window. */
function dateTime(moment: Date): string {
  return `${moment.toISOString().slice(0, 19)}Z`;
}

/** A text as a SOQL literal. */
export function quote(text: string): string {
  return `'${text.replaceAll(/['\\]/g, String.raw`\$&`)}'`;
}
