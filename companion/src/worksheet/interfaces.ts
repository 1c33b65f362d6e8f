import type { FLOW_DOWN_TYPES } from './schema/package.ts';
import type { Worksheet } from './schema/worksheet.ts';

/** A rule that a contact must pass to be in the community (seeds/000, "Determine eligibility for community access"). */
export type Gate =
  /** `field` is a Contact checkbox that must be checked. */
  | { readonly gate: 'IsActive'; readonly field: string }
  /** `field` is a Contact checkbox that must not be checked. */
  | { readonly gate: 'RemoveOn'; readonly field: string }
  /** `field` is a Contact date; the contact is in through that day in the time zone (IANA name). */
  | { readonly gate: 'Expiration date'; readonly field: string; readonly timeZone: string }
  /** Names or keys of security groups; the contact must be in one of them. */
  | { readonly gate: 'Limit by Security Group'; readonly allowed: readonly string[] };

/** One profile value: the community's name for it and where in Salesforce it stands. */
export interface ProfileField {
  readonly name: string;
  /** A path from Contact: `Title`, `Account.Name`. */
  readonly source: string;
}

/** What makes demographics (seeds/000, "Demographics"). `label` is null where the field's own label serves. */
export type DemographicRule =
  | { readonly kind: 'checkboxes'; readonly fields: readonly string[]; readonly label: string }
  | {
      readonly kind: 'picklist' | 'multipick' | 'text';
      readonly field: string;
      readonly label: string | null;
    };

/** What makes community groups; `fields` are checkboxes, picklists and multi-select picklists of Contact. */
export interface CommunityGroupRules {
  readonly fields: readonly string[];
  readonly campaigns: boolean;
}

/** What makes security groups, beside the automatic `Accounts` and `Contacts`. */
export interface SecurityGroupRules {
  readonly fields: readonly string[];
  readonly recordTypes: { readonly contact: boolean; readonly account: boolean };
  readonly staff: {
    /** Lower case. */
    readonly emailDomains: readonly string[];
    /** 18 characters each. */
    readonly accounts: readonly string[];
  };
}

/** A formula field on Contact that shows a field of the account. */
export interface FlowDownField {
  /** API name of the Account field. */
  readonly source: string;
  readonly type: (typeof FLOW_DOWN_TYPES)[number];
  /** Decimal places; null where the type has none. */
  readonly scale: number | null;
  /** API name of the formula field. */
  readonly field: string;
  readonly label: string;
}

/** What a flow watches and what the integration user must be able to read, for one object. */
export interface ObjectPlan {
  /** Fields whose change stamps the record. The flow also stamps new records. */
  readonly triggerFields: readonly string[];
  /** Fields that the permission set grants; address parts appear as their compound. */
  readonly grantedFields: readonly string[];
  /** Fields that our package creates on the object. */
  readonly createdFields: readonly string[];
}

type Section<Name extends keyof Worksheet> = Exclude<Worksheet[Name], 'none'>;

/**
 * What a worksheet compiles to: everything that is read, watched and secured in
 * Salesforce, and every rule of membership.
 */
export interface Plan {
  readonly access: {
    /** null for whoever is logged in. */
    readonly username: string | null;
    readonly email: string;
    readonly login: Section<'access'>['login'];
    /** API calls in 24 hours; null for the org's own limit. */
    readonly dailyApiCalls: number | null;
  };
  /** Paths from Contact that a refresh selects, without duplicates. */
  readonly select: readonly string[];
  /** Those of them that the rules look at: what a member is made of. */
  readonly sources: readonly string[];
  readonly contact: ObjectPlan;
  readonly account: ObjectPlan;
  readonly gates: readonly Gate[];
  /** `EmailOptOut` is among them, always. */
  readonly profile: readonly ProfileField[];
  readonly demographics: readonly DemographicRule[];
  readonly communityGroups: CommunityGroupRules;
  readonly securityGroups: SecurityGroupRules;
  readonly flowDown: readonly FlowDownField[];
  readonly personAccounts: boolean;
  readonly containerAccounts: Section<'containerAccounts'> | null;
  readonly contactManager: Section<'contactManager'> | null;
  readonly activitySync: Section<'activitySync'> | null;
  readonly sso: Section<'sso'> | null;
  readonly schedule: {
    /** Minutes between two periodic refreshes. */
    readonly everyMinutes: number;
    /** Minutes behind the watermark that each periodic refresh reads again. */
    readonly overlapMinutes: number;
  };
  /** More disables than the larger of the two hold a refresh; `percent` is of the active members. */
  readonly disableLimit: { readonly members: number; readonly percent: number };
  readonly keepHistoryDays: number;
  readonly destination: Section<'destination'>;
  /**
   * Changes whenever the same Salesforce record could give another member: a
   * watermark is only good for the plan it was reached with.
   */
  readonly fingerprint: string;
}
