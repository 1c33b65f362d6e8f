import { z } from 'zod';
import { PACKAGE } from '../packageNames.ts';
import {
  contactField,
  contactFieldEntry,
  contactFieldOrNone,
  NONE,
  profileField,
} from './fields.ts';

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

export const isActive = contactFieldOrNone
  .default(PACKAGE.isActive)
  .describe(
    'The Contact checkbox that must be checked for a contact to be in the community, or none if every contact may be.',
  );

export const removeOn = contactFieldOrNone
  .default(NONE)
  .describe(
    'A Contact checkbox that keeps a contact out of the community when it is checked, or none.',
  );

const timeZone = z.string().refine(isTimeZone, {
  error: 'expected the IANA name of a time zone, such as Europe/London or America/New_York',
});

export const expiration = z
  .union(
    [
      z.literal(NONE),
      z.strictObject({
        field: contactField.describe('The Contact date on which a membership ends.'),
        formula: z.literal(true).exactOptional(),
        timeZone: timeZone.describe(
          'Where the association is: a member is in through the last day there.',
        ),
      }),
    ],
    { error: 'expected none, or { field: a Contact date, timeZone: such as Europe/London }' },
  )
  .default(NONE)
  .describe('When a membership ends.');

export const emailOptOut = contactFieldEntry
  .default('HasOptedOutOfEmail')
  .describe('The Contact checkbox that becomes the community’s Email Opt Out.');

export const profile = z
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

const label = z.string().trim().min(1, 'expected a text that people read').meta({ id: 'label' });

/** seeds/000, "Demographics": one kind of demographic for each kind of field. */
export const demographics = z
  .array(
    z.union(
      [
        z.strictObject({
          label: label.describe('What the checkboxes say together, such as Education Level.'),
          checkboxes: z.array(contactFieldEntry).min(1),
        }),
        z.strictObject({ picklist: contactFieldEntry, label: label.exactOptional() }),
        z.strictObject({ multipick: contactFieldEntry, label: label.exactOptional() }),
        z.strictObject({ text: contactFieldEntry, label: label.exactOptional() }),
      ],
      {
        error:
          'expected { label: …, checkboxes: [fields] }, or { picklist: field }, { multipick: field }, { text: field }, each with a label if it shall have another than the field',
      },
    ),
  )
  .default([])
  .describe('What the community shows of a member beside the profile.');

/** `Intl` knows the time zones; it also takes offsets, which know no daylight saving. */
function isTimeZone(name: string): boolean {
  if (/^[+-]/.test(name)) {
    return false;
  }
  try {
    new Intl.DateTimeFormat('en', { timeZone: name }).format();
    return true;
  } catch {
    return false;
  }
}
