import type { ContactRecord } from '../salesforce/interfaces.ts';

/** What one gate said of one contact. */
export interface GateVerdict {
  readonly gate: string;
  readonly passed: boolean;
  /** In the worksheet's own words: the field and the value found. */
  readonly detail: string;
}

export interface Verdict {
  readonly eligible: boolean;
  readonly gates: readonly GateVerdict[];
}

/** `number` stands for every numeric type; `text` for every type that is none of the others. */
export type FieldKind = 'checkbox' | 'picklist' | 'multipick' | 'number' | 'text';

/** How Salesforce describes one field that a refresh reads. */
export interface CataloguedField {
  readonly label: string;
  readonly kind: FieldKind;
  /** Whether a formula computes it. */
  readonly calculated: boolean;
  /** Labels of a picklist's options by their API values, inactive ones included. */
  readonly options: ReadonlyMap<string, string>;
}

/**
 * By path from Contact (`Age__c`, `Account.NumberOfEmployees`). Fields that make
 * demographics or groups must be in it. Of profile fields, numbers should be: what
 * is not catalogued is carried as the API spells it.
 */
export type FieldCatalogue = ReadonlyMap<string, CataloguedField>;

/** That a contact is a member of a Salesforce campaign. */
export interface CampaignMembership {
  /** 18 characters. */
  readonly campaignId: string;
  readonly campaignName: string;
  /** `2026-12-31`; null for a campaign without end. */
  readonly campaignEndDate: string | null;
  /** The campaign member status. */
  readonly status: string | null;
}

/** Something that the community shows of a member beside the profile (seeds/000, "Demographics"). */
export interface Demographic {
  readonly label: string;
  readonly value: string;
  /** What a checkbox says of the value; null where the value was chosen or written itself. */
  readonly answer: 'Yes' | null;
}

/** A member's place in a community group or a security group, with all that the community knows of the group. */
export interface GroupMembership {
  readonly key: string;
  readonly name: string;
  readonly description: string;
  readonly type: string;
  readonly role: string;
  readonly startDate: null;
  /** `2026-12-31`; null for no end. */
  readonly endDate: string | null;
}

/** Profile values by the community's names; null where Salesforce has none. */
export type Profile = Readonly<Record<string, string | null>>;

/** A member's content as the store keeps it, in JSON that leaves out what follows from the rest. */
export interface MemberTexts {
  readonly profile: string;
  readonly demographics: string;
  readonly communityGroups: string;
  readonly securityGroups: string;
}

/** What a Salesforce contact means to the community. */
export interface Member {
  readonly legacyContactKey: string;
  readonly name: string;
  readonly email: string | null;
  readonly profile: Profile;
  readonly verdict: Verdict;
  /** These three are empty for a contact that is not eligible. */
  readonly demographics: readonly Demographic[];
  readonly communityGroups: readonly GroupMembership[];
  readonly securityGroups: readonly GroupMembership[];
  /**
   * The last day on which all this holds if nobody touches the record: that of the
   * membership or of a campaign, whichever comes first (`2026-12-31`). Null where
   * nothing ends any more. Of a contact that is not eligible, the reasons end, too.
   */
  readonly expiresOn: string | null;
  readonly texts: MemberTexts;
  /** Equal for equal content, however Salesforce's API spelled it. */
  readonly contentHash: string;
}

/**
 * What a live contact means to the community.
 *
 * @param memberships of this contact, all of them; in any order
 */
export type ToMember = (
  contact: ContactRecord,
  memberships: readonly CampaignMembership[],
) => Member;

/** `disabled`: was in the community and may no longer be. `notImported`: never was eligible. */
export type MemberStatus = 'active' | 'disabled' | 'notImported';

/** What a refresh did with one contact. */
export type Outcome = 'refreshed' | 'unchanged' | 'disabled' | 'notImported' | 'failed';
