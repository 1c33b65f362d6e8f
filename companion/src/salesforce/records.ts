import { HlError } from '../errors.ts';
import type { ContactRecord, DeletedContact, FieldValue } from './interfaces.ts';

/** A query's answer, checked as far as every query has it. */
export interface QueryAnswer {
  totalSize: number;
  done: boolean;
  records: Json[];
}

type Json = Readonly<Record<string, unknown>>;

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

function valueAt(record: Json, path: string): FieldValue {
  const dot = path.indexOf('.');
  if (dot === -1) {
    return plainValue(record[path], path);
  }
  const parent = record[path.slice(0, dot)];
  // A contact without an account has no account fields, and SOQL says so with null.
  return parent === null
    ? null
    : plainValue(isObject(parent) ? parent[path.slice(dot + 1)] : undefined, path);
}

function plainValue(value: unknown, path: string): FieldValue {
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'boolean':
      return value;
    case 'undefined':
      throw unexpected(
        `a contact without the field ${path}`,
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
    throw unexpected('a contact without an 18-character Id');
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
