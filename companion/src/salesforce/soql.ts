import { PACKAGE } from '../worksheet/packageNames.ts';
import type { ChangeWindow, Window } from './interfaces.ts';

/** The largest page that Salesforce gives. */
export const PAGE_SIZE = 2000;

/** Salesforce takes 16,384 bytes of URL and headers; a session token alone may have 2,000. */
const ENCODED_QUERY_BYTES = 12_500;

/**
 * Live contacts of a window that changed themselves, in pages by Id: a locator
 * expires and many contacts share a stamp, an Id does neither.
 */
export function contactsQuery(
  select: readonly string[],
  window: Window,
  after: string | null,
): string {
  return pageOf('Contact', select, [changed('', window)], after);
}

/** Live contacts whose account changed in a window. */
export function contactsOfAccountsQuery(
  select: readonly string[],
  window: Window,
  after: string | null,
): string {
  return pageOf('Contact', select, [changed('Account.', window)], after);
}

/** The two together count a contact that changed with its account twice. */
export function countQueries(window: Window): string[] {
  return (window.since === null ? ([''] as const) : (['', 'Account.'] as const)).map(
    (object) => `SELECT COUNT() FROM Contact${where([changed(object, window)])}`,
  );
}

/** For `queryAll`. Deleting a contact moves its SystemModstamp and fires no flow. */
export function deletedContactsQuery(
  { deletedSince }: Pick<ChangeWindow, 'deletedSince'>,
  after: string | null,
): string {
  const deleted = ['IsDeleted = true', modifiedSince('', deletedSince)];
  return pageOf('Contact', ['Id', 'MasterRecordId'], deleted, after);
}

/** For `queryAll`: a campaign that was deleted is a group that ends. */
export function campaignsQuery({ since }: Window, after: string | null): string {
  const fields = ['Id', 'IsDeleted', 'Name', 'EndDate'];
  return pageOf('Campaign', fields, [modifiedSince('', since)], after);
}

/** For `queryAll`: a contact that was taken out of a campaign leaves a deleted member. */
export function campaignMembersQuery({ since }: Window, after: string | null): string {
  const ofContacts = ['ContactId != null', modifiedSince('', since)];
  return pageOf('CampaignMember', ['Id', 'ContactId'], ofContacts, after);
}

/** The contacts that are in some campaigns. */
export function membersOfCampaignsQuery(ids: readonly string[], after: string | null): string {
  const ofContacts = ['ContactId != null', oneOf('CampaignId', ids)];
  return pageOf('CampaignMember', ['Id', 'ContactId'], ofContacts, after);
}

/** The campaigns that some contacts are in. */
export function membershipsQuery(keys: readonly string[], after: string | null): string {
  return pageOf('CampaignMember', MEMBERSHIP_FIELDS, [oneOf('ContactId', keys)], after);
}

const OF_MEMBERSHIP = ['ContactId', 'CampaignId', 'Status', 'Campaign.Name', 'Campaign.EndDate'];
const MEMBERSHIP_FIELDS = ['Id', ...OF_MEMBERSHIP];

/** For `queryAll`. */
export function contactsByKeyQuery(
  select: readonly string[],
  keys: readonly string[],
  after: string | null,
): string {
  return pageOf('Contact', select, [oneOf('Id', keys)], after);
}

/** The keys in parts, each of a size with which the query of a part stays within a URL. */
export function inParts(
  keys: readonly string[],
  queryOf: (keys: readonly string[], after: string | null) => string,
): string[][] {
  const bytes = (soql: string) => encodeURIComponent(soql).length;
  const id = '0'.repeat(18);
  const room = ENCODED_QUERY_BYTES - bytes(queryOf([], id));
  const size = Math.max(1, Math.floor(room / bytes(`${quote(id)},`)));
  return Array.from({ length: Math.ceil(keys.length / size) }, (_, index) =>
    keys.slice(index * size, (index + 1) * size),
  );
}

/** For Bulk API 2.0: without an order, which would keep Salesforce from working on parts at a time. */
export function bulkContactsQuery(fields: readonly string[], window: Window): string {
  return `SELECT ${fields.join(',')} FROM Contact${where([either(window, '', 'Account.')])}`;
}

/** For Bulk API 2.0: the campaigns of the contacts of a window, each row with the contact first. */
export function bulkMembershipsQuery(window: Window): string {
  const conditions = ['ContactId != null', either(window, 'Contact.', 'Contact.Account.')];
  return `SELECT ${OF_MEMBERSHIP.join(',')} FROM CampaignMember${where(conditions)}`;
}

/** Every permission set and profile of the user that sees all contacts, whoever owns them. */
export function viewAllContactsQuery(userId: string): string {
  return (
    "SELECT Id FROM ObjectPermissions WHERE SobjectType = 'Contact' AND PermissionsViewAllRecords = true" +
    ` AND ParentId IN (SELECT PermissionSetId FROM PermissionSetAssignment WHERE AssigneeId = ${quote(userId)})`
  );
}

/**
 * A record's stamp goes with the indexed SystemModstamp, which is never older: a
 * custom date-time field has no index. The contact's own and its account's are
 * asked for one by one: believed, and unproven, that an OR of the two may use
 * neither index.
 */
function changed(object: string, { since, by }: Window): string | null {
  const modified = modifiedSince(object, since);
  return modified === null || by === 'modification'
    ? modified
    : `${modified} AND ${object}${PACKAGE.modDate} >= ${dateTime(since!)}`;
}

function either(window: Window, contact: string, account: string): string | null {
  return window.since && `((${changed(contact, window)!}) OR (${changed(account, window)!}))`;
}

function modifiedSince(object: string, since: Date | null): string | null {
  return since && `${object}SystemModstamp >= ${dateTime(since)}`;
}

function oneOf(field: string, ids: readonly string[]): string {
  return `${field} IN (${ids.map(quote).join(',')})`;
}

function pageOf(
  object: string,
  select: readonly string[],
  conditions: readonly (string | null)[],
  after: string | null,
): string {
  const all = [...conditions, after && `Id > ${quote(after)}`];
  return `SELECT ${select.join(',')} FROM ${object}${where(all)} ORDER BY Id LIMIT ${PAGE_SIZE}`;
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
