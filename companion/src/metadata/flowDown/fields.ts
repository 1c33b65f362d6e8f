import type { FlowDownField } from '../../worksheet/interfaces.ts';
import { PACKAGE } from '../../worksheet/packageNames.ts';
import type { Component } from '../xml.ts';

type Field = Component<'CustomField'>;
type FormulaType = 'Text' | 'Number' | 'Currency' | 'Percent' | 'Date' | 'DateTime' | 'Checkbox';

/** What a formula over an Account field returns: there is no formula of type Email, Phone or URL. */
const FORMULA_TYPES: Readonly<Record<FlowDownField['type'], FormulaType>> = {
  text: 'Text',
  picklist: 'Text',
  email: 'Text',
  phone: 'Text',
  url: 'Text',
  number: 'Number',
  currency: 'Currency',
  percent: 'Percent',
  date: 'Date',
  dateTime: 'DateTime',
  checkbox: 'Checkbox',
};

/** The most digits that a number of Salesforce holds. */
const PRECISION = 18;

/**
 * seeds/000, "Accommodating for account flow-down in Periodic Sync": a formula
 * field on Contact that shows an Account field, blanks as blanks.
 */
export function flowDownField({ source, type, scale, field, label }: FlowDownField): Field {
  // A picklist cannot stand bare in a formula that returns text.
  const value = `Account.${source}`;
  return {
    fullName: field,
    description: `Shows ${source} of the account on its contacts, for the member community. Only the integration user sees it; leave it off page layouts.`,
    externalId: type === 'checkbox' ? undefined : false,
    formula: type === 'picklist' ? `TEXT(${value})` : value,
    formulaTreatBlanksAs: 'BlankAsBlank',
    inlineHelpText: `Follows ${source} of the account. Change it there.`,
    label,
    ...(scale === null ? {} : { precision: PRECISION }),
    required: type === 'checkbox' ? undefined : false,
    ...(scale === null ? {} : { scale }),
    type: FORMULA_TYPES[type],
  };
}

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/**
 * The last characters of a 15-character Id count the records; those before are
 * the same for all contacts of an org, or nearly. Five tell 916,132,832 apart.
 */
const COUNTED = [11, 12, 13, 14, 15];

/**
 * The place of a contact among others: its Id read as a number from 1 on. FIND
 * tells capital and small letters apart and counts from 1, so the base is one more.
 */
function sequenceFormula(): string {
  return COUNTED.map((position) => {
    const weight = (DIGITS.length + 1) ** (COUNTED.at(-1)! - position);
    const digit = `FIND(MID(Id, ${position}, 1), "${DIGITS}")`;
    return weight === 1 ? digit : `${digit} * ${weight}`;
  }).join(' +\n');
}

/** By which HL Flow-Down goes through the contacts of an account: a flow cannot compare Ids, only numbers. */
export const sequenceField: Field = {
  fullName: PACKAGE.flowDown.sequence,
  description:
    'The place of this contact among the contacts of its account, computed from its Id. The flow HL Flow Down goes through them in this order. Visible to nobody.',
  externalId: false,
  formula: sequenceFormula(),
  formulaTreatBlanksAs: 'BlankAsBlank',
  inlineHelpText: 'Of no use to people: the flow HL Flow Down goes by it.',
  label: 'HL Sequence',
  precision: PRECISION,
  required: false,
  scale: 0,
  type: 'Number',
};

/** One record for an account whose contacts are still to be stamped. */
export const flowDownObject: Component<'CustomObject'> = {
  deploymentStatus: 'Deployed',
  description:
    'An account that changed in a field which its contacts show, and how far the flow HL Flow Down has come in stamping them. It deletes the record when all are done.',
  enableReports: true,
  label: 'HL Flow-Down',
  nameField: { label: 'Account Id', type: 'Text' },
  pluralLabel: 'HL Flow-Downs',
  sharingModel: 'ReadWrite',
};

export const flowDownObjectFields: readonly Field[] = [
  {
    fullName: PACKAGE.flowDown.after,
    description: 'HL Sequence of the last contact that is done.',
    externalId: false,
    inlineHelpText: 'The contacts up to this HL Sequence are done.',
    label: 'Done Up To',
    precision: PRECISION,
    required: false,
    scale: 0,
    type: 'Number',
    unique: false,
  },
  {
    fullName: PACKAGE.flowDown.careful,
    defaultValue: 'false',
    description:
      'Whether the next contacts are taken in small steps, one by one if need be, because the org refused to save one of them.',
    inlineHelpText: 'Checked after one of the next contacts could not be stamped.',
    label: 'Small Steps',
    type: 'Checkbox',
  },
];
