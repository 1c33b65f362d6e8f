/** A field's value as Salesforce holds it: dates as `2026-12-31`, date-times as ISO 8601 in UTC. */
export type RawValue = string | number | boolean | null;

/** A record by API names of its fields. */
export type RawRecord = Readonly<Record<string, RawValue>> & { readonly Id: string };

/** A field of Contact as an admin set it up. */
export interface RawField {
  readonly label: string;
  readonly type:
    'checkbox' | 'picklist' | 'multipicklist' | 'text' | 'number' | 'date' | 'dateTime';
  readonly formula?: boolean;
  /** Those that Setup still knows; a record may hold others. */
  readonly options?: readonly { readonly value: string; readonly label: string }[];
}

/** What stands in an org: what the oracle may look at beside the worksheet. */
export interface RawOrg {
  readonly contactFields: Readonly<Record<string, RawField>>;
  /** With `IsDeleted` for those in the recycle bin. */
  readonly contacts: readonly RawRecord[];
  readonly accounts: readonly RawRecord[];
  readonly recordTypes: readonly { readonly Id: string; readonly Name: string }[];
  readonly campaigns: readonly {
    readonly Id: string;
    readonly Name: string;
    readonly EndDate: string | null;
  }[];
  readonly campaignMembers: readonly {
    readonly CampaignId: string;
    readonly ContactId: string;
    readonly Status: string | null;
  }[];
}

export interface ExpectedGroup {
  readonly key: string;
  readonly name: string;
  readonly description: string;
  readonly type: string;
  readonly role: string;
  readonly startDate: null;
  readonly endDate: string | null;
}

/** What the community must hold of a contact who may be in it. */
export interface ExpectedMember {
  readonly profile: Readonly<Record<string, string | null>>;
  readonly demographics: readonly {
    readonly label: string;
    readonly value: string;
    readonly answer: 'Yes' | null;
  }[];
  readonly communityGroups: readonly ExpectedGroup[];
  readonly securityGroups: readonly ExpectedGroup[];
}
