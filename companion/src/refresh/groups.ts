import { fieldFor } from './catalogue.ts';
import { ofOptions, together, whenChecked, type Part, type ToParts } from './fieldParts.ts';
import type { FieldCatalogue, GroupMembership } from './interfaces.ts';

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
const DEFAULT_ROLE = 'Member';

/** What tells one membership from another. */
interface Essentials {
  readonly key: string;
  readonly name: string;
  readonly type: string;
  readonly role?: string | null;
  readonly endDate?: string | null;
}

/** A member's place in a group, with a text that leaves out what follows from the rest. */
export function membershipIn(given: Essentials): Part<GroupMembership> {
  const item = complete(given);
  const { key, name, type, role, endDate } = item;
  const text = JSON.stringify({
    key,
    name,
    type,
    ...(role === DEFAULT_ROLE ? {} : { role }),
    ...(endDate === null ? {} : { endDate }),
  });
  return { item, text };
}

/**
 * The same for memberships that many members share, each made once: there are as
 * many as groups times roles, however many members.
 */
export function sharedMemberships(): typeof membershipIn {
  const made = new Map<string, Part<GroupMembership>>();
  return (given) => {
    const { key, name, role, endDate = null } = given;
    const id = role === undefined ? key : `${key}${role}`;
    const known = made.get(id);
    // Who renames a group while members are read gets the new name from then on.
    if (known?.item.name === name && known.item.endDate === endDate) {
      return known;
    }
    const membership = membershipIn(given);
    made.set(id, membership);
    return membership;
  };
}

/** Memberships from the text that `membershipIn` made of them. */
export function readMemberships(text: string): GroupMembership[] {
  return (JSON.parse(text) as Essentials[]).map(complete);
}

/** What the text of every membership in a group has in it, and no other text has. */
export function groupMark(key: string): string {
  return `{"key":${JSON.stringify(key)},`;
}

/** seeds/000: the description of every group is its name, and no membership has a start date. */
function complete({ key, name, type, role, endDate }: Essentials): GroupMembership {
  return {
    key,
    name,
    description: name,
    type,
    role: role ?? DEFAULT_ROLE,
    startDate: null,
    endDate: endDate ?? null,
  };
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
): ToParts<GroupMembership> {
  return together(
    fields.map((field) => {
      const described = fieldFor(catalogue, field, entry, GROUPING);
      const { kind, label } = described;
      return kind === 'checkbox'
        ? whenChecked(field, entry, membershipIn({ key: field, name: label, type }))
        : ofOptions(field, described, (value, name) =>
            membershipIn({ key: `${field}:${value}`, name, type }),
          );
    }),
  );
}

const GROUPING = ['checkbox', 'picklist', 'multipick', 'formula text'] as const;
