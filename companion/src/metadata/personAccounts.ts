/** Contact fields that an account has itself, so that a person account has them only once. */
const SHARED_WITH_ACCOUNT: ReadonlySet<string> = new Set([
  'FirstName',
  'LastName',
  'MiddleName',
  'Salutation',
  'Suffix',
  'Phone',
  'Fax',
  'OwnerId',
]);

/** What a person account has no field for: it is its own account. */
const NOT_OF_PERSONS: ReadonlySet<string> = new Set(['AccountId', 'ReportsToId']);

/**
 * The fields of a person account that hold these fields of its contact
 * (Salesforce Help, "Person Account Fields"): `Title` is `PersonTitle`,
 * `Level__c` is `Level__pc`.
 */
export function personFields(contactFields: readonly string[]): string[] {
  return contactFields
    .filter((field) => !NOT_OF_PERSONS.has(field))
    .map((field) => {
      if (field.endsWith('__c')) return field.replace(/__c$/, '__pc');
      return SHARED_WITH_ACCOUNT.has(field) ? field : `Person${field}`;
    });
}
