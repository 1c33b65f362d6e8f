import type { ContactRecord } from '../salesforce/interfaces.ts';
import { fieldFor, optionLabel } from './catalogue.ts';
import type { CataloguedField, FieldCatalogue, GroupMembership } from './interfaces.ts';
import { readCheckbox, splitOptions, toText, valueOf } from './values.ts';

export type ToGroups = (contact: ContactRecord) => readonly GroupMembership[];

/** seeds/000 gives these names; where it is silent, they are ours. */
export const GROUP_TYPE = {
  /** "Contact Fields" under "Community Groups". */
  communityField: 'Hidden AMS Default',
  /** "Salesforce Campaigns". */
  campaign: 'Hidden Event',
  /** "Record Types", of accounts too. */
  recordType: 'Contact Record Type',
  /** Ours: of security groups from fields, the automatic ones and Staff the guide gives no type. */
  security: 'Security',
} as const;

/** seeds/000: the role everywhere but in campaigns; ours for a campaign member without a status. */
export const DEFAULT_ROLE = 'Member';

const NONE: readonly GroupMembership[] = [];

/**
 * A member's place in a group. seeds/000: the description of every group is its
 * name, and no membership has a start date.
 */
export function membershipIn(
  group: { readonly key: string; readonly name: string; readonly type: string },
  { role = DEFAULT_ROLE, endDate = null }: { role?: string; endDate?: string | null } = {},
): GroupMembership {
  const { key, name, type } = group;
  return { key, name, description: name, type, role, startDate: null, endDate };
}

/**
 * Groups from contact fields, alike for community groups and security groups
 * (seeds/000, "Contact Fields" and "Contact fields"): one for a checkbox, one for
 * each option of a picklist or multi-select picklist. A formula of type text
 * serves as a picklist: it is how the guide brings a picklist of the account to
 * the contact ("Account Flow down Contact Fields").
 *
 * @param entry of the worksheet, for errors
 * @throws HlError 'FieldNotVisible' or 'WorksheetError' where a field is not
 * catalogued or cannot serve
 */
export function compileFieldGroups(
  fields: readonly string[],
  catalogue: FieldCatalogue,
  entry: string,
  type: string,
): ToGroups {
  const parts = fields.map((field) => {
    const described = fieldFor(catalogue, field, entry, GROUPING);
    return described.kind === 'checkbox'
      ? checkboxGroup(field, described, entry, type)
      : optionGroups(field, described, type);
  });
  return (contact) => parts.flatMap((part) => part(contact));
}

const GROUPING = {
  what: 'a checkbox, a picklist, a multi-select picklist or a formula of type text',
  test: ({ kind, calculated }: CataloguedField) =>
    kind === 'checkbox' ||
    kind === 'picklist' ||
    kind === 'multipick' ||
    (kind === 'text' && calculated),
};

function checkboxGroup(
  field: string,
  { label }: CataloguedField,
  entry: string,
  type: string,
): ToGroups {
  const checked = [membershipIn({ key: field, name: label, type })];
  return (contact) => (readCheckbox(contact, field, entry) ? checked : NONE);
}

function optionGroups(field: string, described: CataloguedField, type: string): ToGroups {
  const groupOf = (value: string) =>
    membershipIn({ key: `${field}:${value}`, name: optionLabel(described, value), type });
  const known = new Map([...described.options.keys()].map((value) => [value, groupOf(value)]));
  const find = (value: string) => known.get(value) ?? groupOf(value);
  if (described.kind === 'multipick') {
    return (contact) => splitOptions(valueOf(contact, field)).map(find);
  }
  return (contact) => {
    const value = toText(valueOf(contact, field));
    return value === null ? NONE : [find(value)];
  };
}
