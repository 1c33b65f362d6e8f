import { z } from 'zod';
import { PACKAGE } from './packageNames.ts';
import { COMPOUND_FIELDS, UNWATCHABLE_CONTACT_FIELDS } from './standardFields.ts';

/**
 * The community's profile names that a worksheet may fill: `MemberDetails` of
 * the Push API without the names that the refresh itself decides (the key, the
 * active flag) and those that are constants of the community.
 */
const OPTIONAL_PROFILE_NAMES = [
  'MemberID',
  'PrefixCode',
  'MiddleName',
  'SuffixCode',
  'Designation',
  'InformalName',
  'Gender',
  'Ethnicity',
  'Age',
  'Birthday',
  'MemberSince',
  'MemberExpiresOn',
  'Title',
  'CompanyName',
  'ParentMemberKey',
  'Bio',
  'ProfileImageURL',
  'Phone1',
  'Phone2',
  'Phone3',
  'Phone4',
  'Address1',
  'Address2',
  'Address3',
  'City',
  'State',
  'PostalCode',
  'Country',
  'WebsiteURL',
] as const;

const FIELD = '[A-Za-z][A-Za-z0-9_]*';
const EXPECTED_FIELD = 'the API name of a Contact field, such as Title or HL_Member_Type__c';
const EXPECTED_PATH =
  'the API name of a Contact field, such as Title, or of a field of its account, such as Account.Name';
const OR_FORMULA = ', or { field: …, formula: true } for a formula field';

const contactField = z.string().regex(new RegExp(`^${FIELD}$`), `expected ${EXPECTED_FIELD}`);

const path = z
  .string()
  .regex(new RegExp(`^(Account\\.)?${FIELD}$`), `expected ${EXPECTED_PATH}`)
  .refine((value) => !COMPOUND_FIELDS.has(value.replace('Account.', '')), {
    error:
      'expected one part of the address, such as MailingCity: a compound field cannot be carried',
  });

/** A formula field computes its value when it is read, so no flow can watch it: the worksheet says which are. */
function orFormula<T extends z.ZodType<string>>(field: T, expected: string) {
  return z.union([field, z.strictObject({ field, formula: z.literal(true) })], {
    error: `expected ${expected}${OR_FORMULA}`,
  });
}

const profileField = orFormula(path, EXPECTED_PATH).meta({ id: 'profileField' });

/** The technical worksheet asks YES / NO, and YAML 1.2 reads both as text. */
const isActiveField = contactField.refine((value) => !/^(yes|no)$/i.test(value), {
  error: `expected ${EXPECTED_FIELD}, or none`,
});

const profile = z
  .strictObject({
    FirstName: profileField,
    LastName: profileField,
    EmailAddress: profileField,
    ...(Object.fromEntries(
      OPTIONAL_PROFILE_NAMES.map((name) => [name, profileField.exactOptional()]),
    ) as Record<(typeof OPTIONAL_PROFILE_NAMES)[number], z.ZodExactOptional<typeof profileField>>),
  })
  .describe(
    'What a member profile shows: the community’s name of the value, then where it stands in Salesforce.',
  );

function reasonNotToWatch(field: string): string | undefined {
  if (field === PACKAGE.modDate) {
    return 'this one is the stamp that the flow itself sets';
  }
  return UNWATCHABLE_CONTACT_FIELDS.get(field);
}

const contact = z.strictObject({
  triggerFields: z
    .array(
      contactField.refine((field) => reasonNotToWatch(field) === undefined, {
        error: ({ input }) =>
          `expected a field that a flow can watch: ${reasonNotToWatch(String(input)) ?? ''}`,
      }),
    )
    .default([])
    .describe(
      'Further Contact fields whose change refreshes the member. The guide’s fields and all that this worksheet reads are watched anyway.',
    ),
});

const refresh = z.strictObject({
  everyMinutes: z
    .int()
    .min(1)
    .max(1440)
    .default(30)
    .describe('Minutes between two periodic refreshes.'),
  overlapMinutes: z
    .int()
    .min(1)
    .max(1440)
    .default(15)
    .describe(
      'Minutes before the end of the last refresh that each refresh reads again, because Salesforce may show a change later than its stamp says.',
    ),
});

export const worksheetSchema = z.strictObject({
  isActive: orFormula(isActiveField, `${EXPECTED_FIELD}, or none`)
    .default(PACKAGE.isActive)
    .describe(
      'The Contact checkbox that must be checked for a contact to be in the community, or none if every contact may be.',
    ),
  profile,
  contact: contact.prefault({}).describe('What is watched on contacts.'),
  refresh: refresh.prefault({}).describe('When members are refreshed.'),
});

/** A worksheet that has passed every check, with its defaults filled in. */
export type Worksheet = z.output<typeof worksheetSchema>;

/** How a worksheet names a field. */
export type FieldEntry = z.output<typeof profileField>;

/** What the worksheet writes in place of a field for "no such field". */
export const NONE = 'none';
