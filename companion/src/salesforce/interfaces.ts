import type { CampaignMembership, FieldCatalogue } from '../refresh/interfaces.ts';

/** A field's value as JSON gives it. */
export type FieldValue = string | number | boolean | null;

/** A Contact as read for one plan, live or deleted. */
export interface ContactRecord {
  /** 18 characters. */
  readonly id: string;
  readonly deleted: boolean;
  /** Who won, where this contact lost a merge. */
  readonly masterId: string | null;
  /**
   * If it was read in bulk: a text without commas that is equal where all is equal
   * that the rules look at.
   */
  readonly sourceHash?: string;
  /** By path from Contact (`Email`, `Account.RecordType.Name`): every path of the plan's select list; in bulk, of its sources. */
  readonly values: Readonly<Record<string, FieldValue>>;
}

/** What is known of a contact in the recycle bin. */
export interface DeletedContact {
  readonly id: string;
  readonly masterId: string | null;
}

/** A campaign that was changed, or deleted. */
export interface ChangedCampaign {
  readonly id: string;
  readonly deleted: boolean;
  readonly name: string;
  /** `2026-12-31`; null for none. */
  readonly endDate: string | null;
}

/** A campaign member that was added, changed or removed. */
export interface ChangedCampaignMember {
  readonly id: string;
  readonly contactId: string;
}

/** Some records in the order of their Id. */
export interface Page<T> {
  readonly records: readonly T[];
}

/** Contacts with the campaigns that they are in; without where the plan makes no groups of campaigns. */
export interface ContactPage extends Page<ContactRecord> {
  readonly memberships: Memberships;
}

/** Contacts that were read in bulk, which few look at closely. */
export interface BulkPage {
  /** Ids of contacts of which nothing changed that the rules look at, 18 characters each. */
  readonly unchanged: readonly string[];
  /** How many there are beside them. */
  readonly changed: number;
  /** Where the page ends. */
  readonly checkpoint: string;
  /** Those that changed. To be asked once, before the next page. */
  readonly read: () => ContactPage;
}

/** By Contact Id; contacts in no campaign may be left out. */
export type Memberships = ReadonlyMap<string, readonly CampaignMembership[]>;

/** What counts as changed. */
export interface Window {
  /** A moment of Salesforce's clock: what changed then or later. Null for everything. */
  readonly since: Date | null;
  /** `stamp`: what the package's flows stamped. `modification`: whatever was saved, by whatever. */
  readonly by: 'stamp' | 'modification';
}

export interface ChangeWindow extends Window {
  /** As `since`, for contacts that were deleted. */
  readonly deletedSince: Date | null;
}

/**
 * What changed in one window, in pages. Each begins behind the Id `after`, null
 * for the start. A list that fits in one page costs nothing beyond the one call
 * that brings the first pages of all.
 */
export interface Changes {
  /** Live contacts that changed themselves. */
  contacts(after: string | null): AsyncIterable<ContactPage>;
  /**
   * The same, and those whose account changed, through Bulk API 2.0: some twelve
   * calls and one for each 50,000 contacts.
   *
   * @param checkpoint of the page behind which to go on; null for the start
   * @param known contacts as they were: Id and `sourceHash` of each in one text, and
   * many of them in one with commas between
   */
  contactsInBulk(checkpoint: string | null, known: AsyncIterable<string>): AsyncIterable<BulkPage>;
  /** Live contacts whose account changed. */
  contactsOfAccounts(after: string | null): AsyncIterable<ContactPage>;
  /** Deleted and merged contacts that are still in the recycle bin. */
  deletedContacts(after: string | null): AsyncIterable<Page<DeletedContact>>;
  campaigns(after: string | null): AsyncIterable<Page<ChangedCampaign>>;
  campaignMembers(after: string | null): AsyncIterable<Page<ChangedCampaignMember>>;
  /** All contacts that are in some campaigns, changed or not. A call for each page. */
  membersOfCampaigns(ids: readonly string[]): AsyncIterable<Page<ChangedCampaignMember>>;
}

export interface ContactCount {
  readonly count: number;
  /** To the second, never ahead of Salesforce's own clock. */
  readonly serverTime: Date;
}

export interface ApiUsage {
  /** Calls that this companion has made since it started, repeated ones included. */
  readonly calls: number;
  /** The org's calls of the last 24 hours and its limit, from the newest answer that told; null before one did. */
  readonly org: { readonly used: number; readonly limit: number } | null;
}

/**
 * What a refresh asks Salesforce. Each method makes one API call unless it says
 * otherwise, and throws an HlError with what to do where the org says no.
 */
export interface Salesforce {
  /**
   * How many live contacts a window holds, and Salesforce's clock after the count.
   * One that changed with its account counts twice.
   */
  countContacts(window: Window): Promise<ContactCount>;
  /** A window of so many contacts, or more, is cheaper to read in bulk. */
  readonly bulkFrom: number;
  /** No call before the first page is asked for. */
  changes(window: ChangeWindow): Changes;
  /** Live or deleted; a key that Salesforce does not show is left out. One or two calls for some 2,000 keys. */
  contactsByKey(keys: readonly string[]): Promise<ContactPage>;
  /** How Salesforce describes the fields that the plan reads; those it does not show are left out. */
  describeFields(): Promise<FieldCatalogue>;
  /** Whether the user has View All on Contact: only then does absence mean that a contact is gone. */
  seesAllContacts(): Promise<boolean>;
  /**
   * The Id of the org that the session belongs to, 18 characters. No API call.
   *
   * @throws HlError 'OrgUnknown'
   */
  organizationId(): string;
  usage(): ApiUsage;
  /** Salesforce's clock in its newest answer; null before there was one. */
  serverTime(): Date | null;
}
