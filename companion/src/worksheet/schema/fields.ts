import { z } from 'zod';
import { COMPOUND_FIELDS } from '../standardFields.ts';

/** What the worksheet writes in place of a field or a section for "no such thing". */
export const NONE = 'none';

const FIELD = '[A-Za-z][A-Za-z0-9_]*';
const OR_FORMULA = ', or { field: …, formula: true } for a formula field';

const EXPECTED_FIELD = 'the API name of a Contact field, such as Title or HL_Member_Type__c';
const EXPECTED_ACCOUNT_FIELD = 'the API name of an Account field, such as Industry';
const EXPECTED_PATH =
  'the API name of a Contact field, such as Title, or of a field of its account, such as Account.Name';

const COMPOUND =
  'expected one part of the address, such as MailingCity: a compound field cannot be carried';

function fieldName(expected: string) {
  return z.string().regex(new RegExp(`^${FIELD}$`), `expected ${expected}`);
}

/** The API name of a Contact field. */
export const contactField = fieldName(EXPECTED_FIELD);

/** The API name of an Account field. */
export const accountField = fieldName(EXPECTED_ACCOUNT_FIELD).refine(
  (field) => !COMPOUND_FIELDS.has(field),
  { error: COMPOUND },
);

/** The API name of an object or a field of whatever object. */
export const apiName = fieldName('an API name, such as Task or HL_Activity__c');

const path = z
  .string()
  .regex(new RegExp(`^(Account\\.)?${FIELD}$`), `expected ${EXPECTED_PATH}`)
  .refine((value) => !COMPOUND_FIELDS.has(value.replace('Account.', '')), { error: COMPOUND });

/** A formula field computes its value when it is read, so no flow can watch it: the worksheet says which are. */
function orFormula<T extends z.ZodType<string>>(field: T, expected: string) {
  return z.union([field, z.strictObject({ field, formula: z.literal(true) })], {
    error: `expected ${expected}${OR_FORMULA}`,
  });
}

/** Where a profile value stands: a field of the contact or of its account. */
export const profileField = orFormula(path, EXPECTED_PATH).meta({ id: 'profileField' });

/** A Contact field that decides a gate, a demographic or a group. */
export const contactFieldEntry = orFormula(contactField, EXPECTED_FIELD).meta({
  id: 'contactField',
});

/** The technical worksheet asks YES / NO, and YAML 1.2 reads both as text. */
export const contactFieldOrNone = orFormula(
  contactField.refine((value) => !/^(yes|no)$/i.test(value), {
    error: `expected ${EXPECTED_FIELD}, or none`,
  }),
  `${EXPECTED_FIELD}, or none`,
);

/** How a worksheet names a field. */
export type FieldEntry = z.output<typeof profileField>;
