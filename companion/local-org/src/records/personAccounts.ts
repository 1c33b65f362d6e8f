import { PERSON_ACCOUNT } from '../bootstrap.ts';
import { notImplemented, SalesforceError } from '../errors.ts';
import { isStored } from '../schema/field.ts';
import { hasPersonAccounts, personFieldName } from '../schema/personAccounts.ts';
import type { Schema, SObject, Values } from '../schema/types.ts';
import { setAutoNumbers } from './autoNumbers.ts';
import { stamp } from './stored.ts';
import type { Transaction } from './transaction.ts';

/** The stored fields that an account has of its contact: their names here and there. */
function sharedFields(schema: Schema): { onAccount: string; onContact: string }[] {
  const account = schema.object('Account')!;
  return [...schema.object('Contact')!.fields.values()].flatMap((field) => {
    const onAccount = personFieldName(field);
    if (onAccount === undefined || !isStored(field)) return [];
    return account.fields.has(onAccount.toLowerCase())
      ? [{ onAccount, onContact: field.name }]
      : [];
  });
}

/**
 * Decides whether an account is a person's, by its record type or, where none is given, by its last
 * name, and holds it to the fields that such an account has.
 * @throws {SalesforceError} INVALID_FIELD_FOR_INSERT_UPDATE
 */
export function preparePerson(tx: Transaction, record: Values, prior: Values | undefined): void {
  const { schema } = tx.org;
  if (!hasPersonAccounts(schema)) return;
  record['IsPersonAccount'] = isPerson(tx, record, prior);
  const unfit = record['IsPersonAccount']
    ? ['Name']
    : sharedFields(schema)
        .map(({ onAccount }) => onAccount)
        .filter((name) => name.startsWith('Person') || !isOfEvery(name));
  const set = unfit.filter((name) => isSet(record, name) && record[name] !== prior?.[name]);
  if (set.length > 0) {
    throw new SalesforceError(
      'INVALID_FIELD_FOR_INSERT_UPDATE',
      `Unable to create/update fields: ${set.join(', ')}. Please check the security settings of this field and verify that it is read/write for your profile or permission set.`,
      { fields: set },
    );
  }
  settlePerson(tx, record);
}

const isOfEvery = (name: string): boolean => name === 'Phone' || name === 'Fax';
const isSet = (record: Values, name: string): boolean =>
  record[name] !== null && record[name] !== undefined && record[name] !== false;

function isPerson({ org }: Transaction, record: Values, prior: Values | undefined): boolean {
  const { rows, schema } = org;
  const table = schema.object('RecordType')!;
  if (prior === undefined && record['RecordTypeId'] === null && record['LastName'] !== null) {
    const identity = { SobjectType: 'Account', DeveloperName: PERSON_ACCOUNT };
    record['RecordTypeId'] = rows.find(table, identity)[0]!['Id']!;
  }
  const id = record['RecordTypeId'];
  const type = typeof id === 'string' ? rows.get(table, id) : undefined;
  const person = type?.['IsPersonType'] === true;
  if (prior && person !== prior['IsPersonAccount']) {
    throw notImplemented('turning an account into a person account, or back');
  }
  return person;
}

/**
 * Makes the name of a person account from its parts.
 * @throws {SalesforceError} REQUIRED_FIELD_MISSING
 */
export function settlePerson(_tx: Transaction, record: Values): void {
  if (record['IsPersonAccount'] !== true) return;
  if ((record['LastName'] ?? null) === null) {
    throw new SalesforceError('REQUIRED_FIELD_MISSING', 'Required fields are missing: [LastName]', {
      fields: ['LastName'],
    });
  }
  record['Name'] = [record['FirstName'], record['LastName']].filter(Boolean).join(' ');
}

/** Gives a new person account its contact, which no automation hears of. */
export function insertPersonContact(tx: Transaction, id: string): void {
  const { rows, schema } = tx.org;
  if (!hasPersonAccounts(schema)) return;
  const account = rows.get(schema.object('Account')!, id)!;
  if (account['IsPersonAccount'] !== true) return;
  const contacts = schema.object('Contact')!;
  const contact: Values = { AccountId: id, IsPersonAccount: true, ...ofPerson(tx, account) };
  setAutoNumbers(tx.org.db, tx.now, contacts, contact);
  stamp(tx, contact, true);
  const numbers = sharedFields(schema)
    .filter(({ onContact }) => schema.field('Contact', onContact)!.autoNumber)
    .map(({ onAccount, onContact }) => [onAccount, contact[onContact]!] as const);
  rows.update(schema.object('Account')!, id, {
    PersonContactId: rows.insert(contacts, contact),
    ...Object.fromEntries(numbers),
  });
}

/** Keeps the contact as its account is: a save of the one is a save of both. */
export function updatePersonContact(tx: Transaction, id: string): void {
  const { rows, schema } = tx.org;
  if (!hasPersonAccounts(schema)) return;
  const account = rows.get(schema.object('Account')!, id)!;
  if (account['IsPersonAccount'] !== true) return;
  const changes = ofPerson(tx, account);
  stamp(tx, changes, false);
  rows.update(schema.object('Contact')!, account['PersonContactId'] as string, changes);
}

function ofPerson({ org }: Transaction, account: Values): Values {
  const fields = sharedFields(org.schema).map(
    ({ onAccount, onContact }) => [onContact, account[onAccount] ?? null] as const,
  );
  return {
    ...Object.fromEntries(fields),
    Name: account['Name']!,
    OwnerId: account['OwnerId']!,
  };
}

/**
 * A person's contact is changed through its account alone, and nobody else belongs to that account.
 * (issue SFDO-Community/declarative-lookup-rollup-summaries#544)
 * @throws {SalesforceError} INVALID_PERSON_ACCOUNT_OPERATION
 */
export function refusePersonContact(
  { org }: Transaction,
  record: Values,
  prior: Values | undefined = record,
): void {
  if (!hasPersonAccounts(org.schema)) return;
  const { AccountId } = record;
  const account =
    typeof AccountId === 'string'
      ? org.rows.get(org.schema.object('Account')!, AccountId)
      : undefined;
  if (prior['IsPersonAccount'] !== true && account?.['IsPersonAccount'] !== true) return;
  throw new SalesforceError('INVALID_PERSON_ACCOUNT_OPERATION', 'cannot reference person contact', {
    fields: [],
  });
}

/**
 * Persons are merged with persons: what belonged to the contacts that go belongs to the one that
 * stays.
 * @param merge what a merge does to one record that loses
 * @throws {SalesforceError} INVALID_MERGE_RECORD
 */
export function mergePersons(
  tx: Transaction,
  object: SObject,
  master: Values,
  losers: readonly Values[],
  merge: (contact: SObject, from: string, to: string) => void,
): void {
  if (object.name === 'Contact') {
    for (const one of [master, ...losers]) refusePersonContact(tx, one);
  }
  if (object.name !== 'Account' || !hasPersonAccounts(tx.org.schema)) return;
  if (losers.some((one) => one['IsPersonAccount'] !== master['IsPersonAccount'])) {
    throw new SalesforceError(
      'INVALID_MERGE_RECORD',
      'person accounts can be merged with person accounts only',
    );
  }
  if (master['IsPersonAccount'] !== true) return;
  const contacts = tx.org.schema.object('Contact')!;
  for (const { PersonContactId } of losers) {
    merge(contacts, PersonContactId as string, master['PersonContactId'] as string);
  }
}
