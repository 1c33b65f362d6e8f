import { HlError } from '../errors.ts';
import { campaignNotVisible } from './errors.ts';
import type { CampaignMembership } from '../refresh/interfaces.ts';
import type {
  ChangedCampaign,
  ChangedCampaignMember,
  ContactRecord,
  DeletedContact,
  FieldValue,
} from './interfaces.ts';

/** A query's answer, checked as far as every query has it. */
export interface QueryAnswer {
  totalSize: number;
  done: boolean;
  records: Json[];
}

export type Json = Readonly<Record<string, unknown>>;

const RECORD_ID = /^[a-zA-Z0-9]{18}$/;

/** @throws HlError 'UnexpectedAnswer' if it is anything but a query's answer. */
export function readQueryAnswer(body: unknown): QueryAnswer {
  if (
    !isObject(body) ||
    typeof body['totalSize'] !== 'number' ||
    typeof body['done'] !== 'boolean' ||
    !Array.isArray(body['records']) ||
    !body['records'].every(isObject)
  ) {
    throw unexpected('something that is not the result of a query');
  }
  return { totalSize: body['totalSize'], done: body['done'], records: body['records'] };
}

/**
 * One contact as a flat record.
 *
 * @throws HlError 'UnexpectedAnswer' if a selected field is absent or not a
 * plain value: what is missing must never pass for blank.
 */
export function readContact(record: Json, select: readonly string[]): ContactRecord {
  const values: Record<string, FieldValue> = {};
  for (const path of select) {
    values[path] = valueAt(record, path);
  }
  return {
    id: readId(record),
    deleted: record['IsDeleted'] === true,
    masterId: readMasterId(record),
    values,
  };
}

/** @throws HlError 'UnexpectedAnswer' */
export function readDeletedContact(record: Json): DeletedContact {
  return { id: readId(record), masterId: readMasterId(record) };
}

/** @throws HlError 'UnexpectedAnswer' */
export function readChangedCampaign(record: Json): ChangedCampaign {
  return {
    id: readId(record),
    deleted: record['IsDeleted'] === true,
    name: String(plainValue(record['Name'], 'Name', 'campaign')),
    endDate: readText(record['EndDate'], 'EndDate', 'campaign'),
  };
}

/** @throws HlError 'UnexpectedAnswer' */
export function readChangedCampaignMember(record: Json): ChangedCampaignMember {
  return {
    id: readId(record),
    contactId: String(plainValue(record['ContactId'], 'ContactId', 'campaign member')),
  };
}

/**
 * A campaign member with the campaign that it belongs to.
 *
 * @throws HlError 'UnexpectedAnswer'; 'CampaignNotVisible' where the user may see
 * the member and not the campaign: a group without a name must not be made
 */
export function readMembership(record: Json): CampaignMembership & { readonly contactId: string } {
  const campaign = record['Campaign'];
  if (!isObject(campaign)) {
    throw campaignNotVisible(String(record['CampaignId']));
  }
  return {
    contactId: String(plainValue(record['ContactId'], 'ContactId', 'campaign member')),
    campaignId: String(plainValue(record['CampaignId'], 'CampaignId', 'campaign member')),
    campaignName: String(plainValue(campaign['Name'], 'Name', 'campaign')),
    campaignEndDate: readText(campaign['EndDate'], 'EndDate', 'campaign'),
    status: readText(record['Status'], 'Status', 'campaign member'),
  };
}

function readText(value: unknown, path: string, of: string): string | null {
  const plain = plainValue(value, path, of);
  return plain === null || plain === '' ? null : String(plain);
}

function valueAt(record: Json, path: string): FieldValue {
  const steps = path.split('.');
  let value: unknown = record;
  for (const step of steps) {
    // A contact without an account has no account fields, and SOQL says so with null.
    if (value === null) {
      return null;
    }
    value = isObject(value) ? value[step] : undefined;
  }
  return plainValue(value, path, 'contact');
}

function plainValue(value: unknown, path: string, of: string): FieldValue {
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'boolean':
      return value;
    case 'undefined':
      throw unexpected(
        `a ${of} without the field ${path}`,
        `Write ${path} in the worksheet with the capital letters that Salesforce gives it.`,
      );
    default:
      if (value === null) {
        return null;
      }
      throw unexpected(
        `an object as the value of ${path}`,
        `Name a plain field in place of ${path}.`,
      );
  }
}

function readId(record: Json): string {
  const id = record['Id'];
  if (typeof id !== 'string' || !RECORD_ID.test(id)) {
    throw unexpected('a record without an 18-character Id');
  }
  return id;
}

function readMasterId(record: Json): string | null {
  const id = record['MasterRecordId'];
  return typeof id === 'string' ? id : null;
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function unexpected(what: string, ...actions: string[]): HlError {
  return new HlError('UnexpectedAnswer', `Salesforce answered with ${what}.`, { actions });
}
