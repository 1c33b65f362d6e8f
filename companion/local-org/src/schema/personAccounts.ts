import { makeField } from './field.ts';
import type { OrgSchema } from './schema.ts';
import type { Field, FieldFormula, Schema, Values } from './types.ts';

/*
 * Person accounts: an account and its contact, saved as one. The contact's fields appear on Account
 * under names of their own. (Object Reference, Account, "Fields Supported by Person Accounts"; Help,
 * "Considerations for Using Person Accounts")
 */

const readOnly = { createable: false, updateable: false, permissionable: false } as const;
const isPersonAccount = makeField('IsPersonAccount', 'Is Person Account', 'boolean', readOnly);
const personContactId = makeField('PersonContactId', 'Contact ID', 'reference', {
  ...readOnly,
  referenceTo: ['Contact'],
  relationshipName: 'PersonContact',
});

/** Fields of a contact that an account has under the same name, with the account's own properties. */
const shared = ['Phone', 'Fax'];
/** Parts of the name, which keep theirs. */
const nameParts = ['Salutation', 'FirstName', 'LastName'];
/** Fields that become `PersonEmail`, …; all parts of the two addresses come, too. */
const prefixed = new Set(
  'MobilePhone HomePhone OtherPhone AssistantPhone AssistantName Email Title Department LeadSource Birthdate HasOptedOutOfEmail HasOptedOutOfFax DoNotCall EmailBouncedReason EmailBouncedDate'.split(
    ' ',
  ),
);

/** What a field of Contact is called on Account; undefined where it is not there. */
export function personFieldName({ name, custom, compoundFieldName }: Field): string | undefined {
  if (custom) return name.replace(/__c$/, '__pc');
  if (shared.includes(name) || nameParts.includes(name)) return name;
  const isAddress = /^(Mailing|Other)Address$/.test(compoundFieldName ?? name);
  return isAddress || prefixed.has(name) ? `Person${name}` : undefined;
}

export const hasPersonAccounts = (schema: Schema): boolean =>
  schema.field('Account', 'IsPersonAccount') !== undefined;

/** Gives a schema person accounts. */
export function addPersonAccounts(schema: OrgSchema): void {
  schema.putField('Account', isPersonAccount);
  schema.putField('Account', personContactId);
  schema.putField('Contact', isPersonAccount);
  for (const field of schema.object('Contact')!.fields.values()) addPersonField(schema, field);
}

/** Lets a field of Contact appear on Account. @returns the field that it is there */
export function addPersonField(schema: OrgSchema, field: Field): Field | undefined {
  const name = personFieldName(field);
  if (name === undefined || shared.includes(name)) return undefined;
  const parent = field.compoundFieldName;
  // What decides who sees the contact's field decides who sees it here.
  const secured = parent === null ? field : (schema.field('Contact', parent) ?? field);
  const onAccount: Field = {
    ...field,
    name,
    nillable: field.type !== 'boolean',
    permissionable: false,
    ...(secured.permissionable && { securedAs: `Contact.${secured.name}` }),
    nameField: false,
    // The contact is numbered, and its number stands on the account.
    autoNumber: null,
    relationshipName: field.relationshipName?.replace(/__r$/, '__pr') ?? null,
    childRelationshipName: null,
    cascadeDelete: false,
    compoundFieldName: parent === null || parent === 'Name' ? parent : `Person${parent}`,
    formula: field.formula && ofContact(field.name, field.formula),
  };
  schema.putField('Account', onAccount);
  return onAccount;
}

/** The contact's formula, as it is for the contact of an account. */
const ofContact = (name: string, formula: FieldFormula): FieldFormula => ({
  ...formula,
  inputs: [personContactId],
  formulas: new Set([...formula.formulas, `Contact.${name}`]),
  evaluate({ PersonContactId }: Values, surroundings) {
    const contact =
      typeof PersonContactId === 'string'
        ? surroundings.readRecord('Contact', PersonContactId)
        : undefined;
    return contact ? formula.evaluate(contact, surroundings) : null;
  },
});
