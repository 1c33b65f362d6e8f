import fc from 'fast-check';
import type { Worksheet } from '../../src/worksheet/schema/worksheet.ts';
import { parseWorksheet } from '../../src/worksheet/load.ts';

/* Worksheets that name what the fake org has. */

const PROFILE = {
  FirstName: 'FirstName',
  LastName: 'LastName',
  EmailAddress: 'Email',
  CompanyName: 'Account.Name',
};

const FIELDS = fc.subarray(['Level__c']);

/** Each with every rule that the records of the fake org can meet, in force or not. */
export const worksheetsOfFakes: fc.Arbitrary<Worksheet> = fc
  .record({
    profile: fc.constant(PROFILE),
    isActive: fc.constantFrom('HL_IsActive__c', 'none'),
    expiration: fc.constantFrom('none', { field: 'Expires__c', timeZone: 'Etc/UTC' }),
    demographics: fc.subarray([{ picklist: 'Level__c' }]),
    communityGroups: fc.record({ fields: FIELDS, campaigns: fc.boolean() }),
    securityGroups: fc.oneof(
      fc.record({ fields: FIELDS }),
      fc.record({ fields: fc.constant(['Level__c']), limitTo: fc.constantFrom(['Level__c:gold']) }),
    ),
  })
  .map((worksheet) => parse(JSON.stringify(worksheet)));

function parse(yaml: string): Worksheet {
  return parseWorksheet(yaml, 'worksheet of the fake org');
}

/** The one to begin with. */
export const worksheetOfFakes: Worksheet = parse(
  JSON.stringify({
    profile: PROFILE,
    expiration: { field: 'Expires__c', timeZone: 'Etc/UTC' },
    communityGroups: { fields: ['Level__c'], campaigns: true },
  }),
);
