import { DatabaseSync } from 'node:sqlite';
import { makeId } from '../../src/ids.ts';
import { makeField, picklist } from '../../src/schema/field.ts';
import { OrgSchema } from '../../src/schema/schema.ts';
import { makeObject } from '../../src/schema/standard/common.ts';
import type { Access, Field, SObject, Values } from '../../src/schema/types.ts';
import { type QueryContext, type RestRecord, runQuery } from '../../src/soql/query.ts';
import { createTable, quote } from '../../src/storage/database.ts';

/** A lookup with the names of its relationship in both directions. */
function lookup(name: string, to: string, up: string, down: string | null): Field {
  return makeField(name, name, 'reference', {
    referenceTo: [to],
    relationshipName: up,
    childRelationshipName: down,
  });
}

function addressFields(): Field[] {
  const part = { compoundFieldName: 'MailingAddress' };
  return [
    makeField('MailingStreet', 'Street', 'textarea', part),
    makeField('MailingCity', 'City', 'string', part),
    makeField('MailingPostalCode', 'Zip', 'string', part),
    makeField('MailingAddress', 'Address', 'address'),
  ];
}

const id = makeField('Id', 'Id', 'id');
const isDeleted = makeField('IsDeleted', 'Deleted', 'boolean');
const owner = lookup('OwnerId', 'User', 'Owner', null);

const objects: readonly SObject[] = [
  makeObject('User', 'User', '005', [
    id,
    makeField('Name', 'Name', 'string'),
    makeField('IsActive', 'Active', 'boolean'),
    lookup('ManagerId', 'User', 'Manager', null),
  ]),
  makeObject('Account', 'Account', '001', [
    id,
    isDeleted,
    owner,
    makeField('Name', 'Name', 'string'),
    makeField('Industry', 'Industry', 'picklist', {
      picklistValues: picklist('Retail', 'Banking'),
    }),
    makeField('NumberOfEmployees', 'Employees', 'int'),
    makeField('AnnualRevenue', 'Revenue', 'currency'),
    makeField('IsPartner__c', 'Partner', 'boolean'),
  ]),
  makeObject('Contact', 'Contact', '003', [
    id,
    isDeleted,
    owner,
    lookup('AccountId', 'Account', 'Account', 'Contacts'),
    lookup('Chapter__c', 'Chapter__c', 'Chapter__r', 'Members__r'),
    makeField('LastName', 'Last Name', 'string'),
    makeField('Email', 'Email', 'email'),
    makeField('Birthdate', 'Birthdate', 'date'),
    makeField('LastModifiedDate', 'Modified', 'datetime'),
    makeField('Score__c', 'Score', 'double'),
    makeField('Active__c', 'Active', 'boolean'),
    makeField('Interests__c', 'Interests', 'multipicklist'),
    makeField('Bio__c', 'Bio', 'textarea', { length: 32000 }),
    ...addressFields(),
  ]),
  makeObject('Chapter__c', 'Chapter', 'a00', [
    id,
    isDeleted,
    makeField('Name', 'Name', 'string'),
    lookup('Region__c', 'Account', 'Region__r', 'Chapters__r'),
  ]),
];

export const USER = makeId('005', 1);
export const OTHER_USER = makeId('005', 2);
export const NOW = new Date('2026-11-21T15:30:00Z');

/** An in-memory org with these objects and no rows. */
export interface SampleOrg {
  readonly context: QueryContext;
  /** Stores a row; what it does not name is null, or false. Gives its Id. */
  insert(object: string, values: Values): string;
  /** Changes what a user may do: all is allowed unless said otherwise. */
  as(access: Partial<Access>, context?: Partial<QueryContext>): SampleOrg;
  /** Records, or aggregate results, of a query. */
  records(soql: string): RestRecord[];
  /** Values of the first field behind `attributes` in each record. */
  values(soql: string): unknown[];
}

export function sampleOrg(): SampleOrg {
  const db = new DatabaseSync(':memory:');
  const schema = new OrgSchema(objects);
  for (const object of objects) createTable(db, object);
  const allowed = () => true;
  const access: Access = {
    userId: USER,
    hasUserPermission: allowed,
    canRead: allowed,
    canCreate: allowed,
    canEdit: allowed,
    canDelete: allowed,
    viewsAll: allowed,
    modifiesAll: allowed,
    canReadField: allowed,
    canEditField: allowed,
  };
  const refresh = () => undefined;
  return over({ db, schema, access, now: NOW, includeDeleted: false, version: '64.0', refresh });
}

let sequence = 0;

function over(context: QueryContext): SampleOrg {
  const records = (soql: string) => {
    const result = runQuery(soql, context);
    if (result.kind === 'count') return [];
    return result.kind === 'rows' ? result.fetch(0, result.totalSize) : result.records;
  };
  return {
    context,
    records,
    values: (soql) => records(soql).map((record) => Object.values(record)[1]),
    as: (access, more = {}) =>
      over({ ...context, ...more, access: { ...context.access, ...access } }),
    insert: (name, values) => {
      const object = context.schema.object(name)!;
      const row: Values = { Id: makeId(object.keyPrefix, ++sequence), ...values };
      const columns = Object.keys(row);
      const cells = Object.values(row).map((value) =>
        typeof value === 'boolean' ? Number(value) : value,
      );
      context.db
        .prepare(
          `INSERT INTO ${quote(object.name)} (${columns.map(quote).join(', ')})
           VALUES (${columns.map(() => '?').join(', ')})`,
        )
        .run(...cells);
      return row['Id'] as string;
    },
  };
}
