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

/** Profile values by the community's names; null where Salesforce has none. */
export type Profile = Readonly<Record<string, string | null>>;

/** What a Salesforce contact means to the community. */
export interface Member {
  readonly legacyContactKey: string;
  readonly name: string;
  readonly email: string | null;
  readonly profile: Profile;
  readonly verdict: Verdict;
  /** Equal for equal content, however Salesforce's API spelled it. */
  readonly contentHash: string;
}

/** `disabled`: was in the community and may no longer be. `notImported`: never was eligible. */
export type MemberStatus = 'active' | 'disabled' | 'notImported';

/** What a refresh did with one contact. */
export type Outcome = 'refreshed' | 'unchanged' | 'disabled' | 'notImported' | 'failed';
