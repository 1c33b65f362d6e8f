import { NONE, type FieldEntry } from './schema/fields.ts';
import type { FLOW_DOWN_TYPES } from './schema/package.ts';
import type { Worksheet } from './schema/worksheet.ts';

const TEXTS = ['string', 'textarea', 'email', 'phone', 'url', 'combobox', 'encryptedstring'];
const NUMBERS = ['double', 'int', 'long', 'currency', 'percent'];
const DATES = ['date', 'datetime', 'time'];
const SINGLE = ['boolean', 'picklist', ...TEXTS, ...NUMBERS, ...DATES];

/** Which types of field can serve, in the words of describe and in those of Setup. */
interface Kind {
  readonly types: readonly string[];
  readonly words: string;
}

/** seeds/000, "Demographics", "Community Groups", "Security Groups", "Determine eligibility". */
const KINDS = {
  checkbox: { types: ['boolean'], words: 'a checkbox' },
  date: { types: ['date'], words: 'a date' },
  picklist: { types: ['picklist'], words: 'a picklist' },
  multipick: { types: ['multipicklist'], words: 'a multi-select picklist' },
  text: { types: [...TEXTS, ...NUMBERS, ...DATES, 'reference'], words: 'a text field' },
  group: {
    types: ['boolean', 'picklist', 'multipicklist'],
    words: 'a checkbox, a picklist or a multi-select picklist',
  },
  value: {
    types: [...SINGLE, 'multipicklist', 'reference', 'id'],
    words: 'a field that holds one value: no compound field and no file',
  },
} as const satisfies Record<string, Kind>;

/** The types of Account fields that each word of the worksheet stands for. */
const FLOW_DOWN_KINDS: Readonly<Record<(typeof FLOW_DOWN_TYPES)[number], readonly string[]>> = {
  text: ['string', 'textarea', 'combobox'],
  picklist: ['picklist'],
  email: ['email'],
  phone: ['phone'],
  url: ['url'],
  number: ['double', 'int', 'long'],
  currency: ['currency'],
  percent: ['percent'],
  date: ['date'],
  dateTime: ['datetime'],
  checkbox: ['boolean'],
};

/** One place of a worksheet that names a field. */
export interface FieldUse extends Kind {
  /** Such as `demographics[0].checkboxes[1]`. */
  readonly path: string;
  readonly object: string;
  readonly field: string;
  /** What the worksheet says of it; absent where that does not matter. */
  readonly formula?: boolean;
  /** Whether a flow must be able to watch it. */
  readonly watched?: true;
  /** Whether it is written to. */
  readonly written?: 'createable' | 'updateable';
}

/** Every place of a worksheet that names a field, in the order of the worksheet. */
export function fieldUses(worksheet: Worksheet): FieldUse[] {
  return [
    ...eligibility(worksheet),
    ...shown(worksheet),
    ...groups(worksheet),
    ...flowingDown(worksheet),
    ...watched(worksheet),
    ...approval(worksheet),
    ...written(worksheet),
  ];
}

function use(path: string, entry: FieldEntry, kind: Kind): FieldUse {
  const [name, formula] = typeof entry === 'string' ? [entry, false] : [entry.field, true];
  const onAccount = name.startsWith('Account.');
  return {
    path,
    object: onAccount ? 'Account' : 'Contact',
    field: name.replace('Account.', ''),
    formula,
    ...kind,
  };
}

function eligibility({ isActive, removeOn, expiration }: Worksheet): FieldUse[] {
  return [
    ...(isActive === NONE ? [] : [use('isActive', isActive, KINDS.checkbox)]),
    ...(removeOn === NONE ? [] : [use('removeOn', removeOn, KINDS.checkbox)]),
    ...(expiration === NONE
      ? []
      : [
          {
            ...use('expiration.field', expiration.field, KINDS.date),
            formula: expiration.formula ?? false,
          },
        ]),
  ];
}

function shown({ emailOptOut, profile, demographics }: Worksheet): FieldUse[] {
  return [
    use('emailOptOut', emailOptOut, KINDS.checkbox),
    ...Object.entries(profile).map(([name, entry]) => use(`profile.${name}`, entry, KINDS.value)),
    ...demographics.flatMap((entry, index) => {
      const path = `demographics[${index}]`;
      if ('checkboxes' in entry) {
        return entry.checkboxes.map((field, place) =>
          use(`${path}.checkboxes[${place}]`, field, KINDS.checkbox),
        );
      }
      if ('picklist' in entry) return [use(`${path}.picklist`, entry.picklist, KINDS.picklist)];
      return 'multipick' in entry
        ? [use(`${path}.multipick`, entry.multipick, KINDS.multipick)]
        : [use(`${path}.text`, entry.text, KINDS.text)];
    }),
  ];
}

function groups({ communityGroups, securityGroups }: Worksheet): FieldUse[] {
  const of = (section: string, fields: readonly FieldEntry[]) =>
    fields.map((field, index) => use(`${section}.fields[${index}]`, field, KINDS.group));
  return [
    ...of('communityGroups', communityGroups.fields),
    ...of('securityGroups', securityGroups.fields),
  ];
}

function flowingDown({ flowDown }: Worksheet): FieldUse[] {
  return flowDown.map(({ account, type }, index) => ({
    path: `flowDown[${index}].account`,
    object: 'Account',
    field: account,
    formula: false,
    watched: true,
    types: FLOW_DOWN_KINDS[type],
    words: `a field of the type ${type}, as flowDown[${index}].type says`,
  }));
}

function watched({ contact, account }: Worksheet): FieldUse[] {
  const of = (object: 'Contact' | 'Account', fields: readonly string[]) =>
    fields.map((field, index): FieldUse => ({
      path: `${object.toLowerCase()}.triggerFields[${index}]`,
      object,
      field,
      formula: false,
      watched: true,
      ...KINDS.value,
    }));
  return [...of('Contact', contact.triggerFields), ...of('Account', account.triggerFields)];
}

function approval({ containerAccounts }: Worksheet): FieldUse[] {
  if (containerAccounts === NONE) return [];
  return containerAccounts.activateWhen.map((criterion, index) => ({
    path: `containerAccounts.activateWhen[${index}].field`,
    object: 'Contact',
    field: criterion.field,
    formula: false,
    watched: true,
    ...('checked' in criterion ? KINDS.checkbox : KINDS.value),
  }));
}

function written({ contactManager, activitySync }: Worksheet): FieldUse[] {
  const ofContacts = contactManager === NONE ? [] : contactManager.fields;
  const { object = '', ...ofActivities } = activitySync === NONE ? {} : activitySync;
  return [
    ...ofContacts.map((entry, index): FieldUse => ({
      path: `contactManager.fields[${index}].field`,
      object: 'Contact',
      field: entry.field,
      written: entry.in === 'create' ? 'createable' : 'updateable',
      ...KINDS.value,
    })),
    ...Object.entries(ofActivities).map(([name, field]): FieldUse => ({
      path: `activitySync.${name}`,
      object,
      field,
      written: 'createable',
      ...KINDS.value,
    })),
  ];
}
