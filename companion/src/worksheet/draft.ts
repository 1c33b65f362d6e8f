import { isLongText, type DescribedField, type DescribedOrg } from './orgFields.ts';
import { FLOW_DOWN_TYPES } from './schema/package.ts';

/** More would hide the worksheet behind its comments. */
const MOST_CHOICES = 30;
const MOST_VALUES = 8;

/** Where choices are written: before the line that begins so. */
type Choices = Readonly<Record<string, readonly string[]>>;

/**
 * A worksheet for an org: the commented example, with the choices that the org
 * offers as comments above the entries that they are for.
 *
 * @param example the text of the example worksheet
 */
export function draftWorksheet(example: string, org: DescribedOrg): string {
  const { fields, recordTypes } = org.get('Contact')!;
  const account = org.get('Account')!;
  const contact = fields.filter(isCandidate);
  const checkboxes = contact.filter(({ type }) => type === 'boolean').map(describe);
  const grouping = contact.filter(({ type }) => GROUPING.has(type));
  const choices: Choices = {
    'isActive:': checkboxes,
    'removeOn:': checkboxes,
    'expiration:': contact.filter(({ type }) => type === 'date').map(describe),
    'demographics:': contact.flatMap(demographic),
    '  fields: []': grouping.map(describe),
    '  recordTypes:': [
      ...recordTypes.map((name) => `record type of contacts: ${name}`),
      ...account.recordTypes.map((name) => `record type of accounts: ${name}`),
    ],
    'flowDown:': account.fields.filter(isCandidate).flatMap(flowDown),
  };
  const isPersonOrg = account.fields.some(({ name }) => name === 'IsPersonAccount');
  const text = isPersonOrg
    ? example.replace('personAccounts: false', 'personAccounts: true')
    : example;
  return text
    .split('\n')
    .flatMap((line) => [...comments(line, choices), line])
    .join('\n');
}

const GROUPING: ReadonlySet<string> = new Set(['boolean', 'picklist', 'multipicklist']);

/** What an association made for itself; our own fields stand in the worksheet already. */
function isCandidate(field: DescribedField): boolean {
  const ours = ['HL_IsActive__c', 'HL_Mod_Date__c'];
  return field.custom && !ours.includes(field.name) && !isLongText(field);
}

function comments(line: string, choices: Choices): string[] {
  const start = Object.keys(choices).find((one) => line.startsWith(one));
  const found = start === undefined ? [] : choices[start]!;
  if (found.length === 0) return [];
  const indent = /^ */.exec(line)![0];
  const shown = found.slice(0, MOST_CHOICES).map((choice) => `${indent}#   ${choice}`);
  const rest = found.length - shown.length;
  return [
    `${indent}# In your org:`,
    ...shown,
    ...(rest > 0 ? [`${indent}#   … and ${rest} more`] : []),
  ];
}

/** `Is_Member__c (Is Member)`, as the worksheet writes it. */
function describe(field: DescribedField): string {
  return `${entry(field)}  (${[field.label, ...values(field)].join(': ')})`;
}

function entry({ name, calculated }: DescribedField): string {
  return calculated ? `{ field: ${name}, formula: true }` : name;
}

function values({ picklistValues }: DescribedField): string[] {
  const active = picklistValues.filter((value) => value.active).map(({ label }) => label);
  if (active.length === 0) return [];
  const shown = active.slice(0, MOST_VALUES).join(', ');
  return [active.length > MOST_VALUES ? `${shown}, …` : shown];
}

const DEMOGRAPHICS: Readonly<Record<string, string>> = {
  picklist: 'picklist',
  multipicklist: 'multipick',
  string: 'text',
};

function demographic(field: DescribedField): string[] {
  if (field.type === 'boolean') {
    return [`- { label: …, checkboxes: [${entry(field)}] }  (${field.label})`];
  }
  const kind = DEMOGRAPHICS[field.type];
  const about = [field.label, ...values(field)].join(': ');
  return kind === undefined ? [] : [`- ${kind}: ${entry(field)}  (${about})`];
}

/** The worksheet's words for the types of describe. */
const FLOW_DOWN: Readonly<Record<string, (typeof FLOW_DOWN_TYPES)[number]>> = {
  string: 'text',
  picklist: 'picklist',
  email: 'email',
  phone: 'phone',
  url: 'url',
  double: 'number',
  currency: 'currency',
  percent: 'percent',
  date: 'date',
  datetime: 'dateTime',
  boolean: 'checkbox',
};

function flowDown({ name, label, type, scale, calculated }: DescribedField): string[] {
  const word = FLOW_DOWN[type];
  if (word === undefined || calculated) return [];
  const decimals = ['number', 'currency', 'percent'].includes(word) ? `, scale: ${scale}` : '';
  return [`- { account: ${name}, type: ${word}${decimals} }  (${label})`];
}
