/** A field's value as JSON gives it. */
export type FieldValue = string | number | boolean | null;

/** A Contact as read for one plan, live or deleted. */
export interface ContactRecord {
  /** 18 characters. */
  readonly id: string;
  readonly deleted: boolean;
  /** Who won, where this contact lost a merge. */
  readonly masterId: string | null;
  /** By path from Contact (`Email`, `Account.Name`): every path of the plan's select list. */
  readonly values: Readonly<Record<string, FieldValue>>;
}

/** What is known of a contact in the recycle bin. */
export interface DeletedContact {
  readonly id: string;
  readonly masterId: string | null;
}

/** Some records in the order of their Id, and whether more may follow. */
export interface Page<T> {
  readonly records: readonly T[];
  readonly last: boolean;
}

export interface ContactCount {
  readonly count: number;
  /** To the second, never ahead of Salesforce's own clock. */
  readonly serverTime: Date;
}

/** Which part of a window a page shows. */
export interface PageQuery {
  /** Only what changed at or after this moment of Salesforce's clock; null for everything. */
  readonly since: Date | null;
  /** Only Ids above this one; null for the first page. */
  readonly after: string | null;
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
  /** Live contacts that changed, or whose account changed, in the order of their Id. */
  contacts(query: PageQuery): Promise<Page<ContactRecord>>;
  /** Deleted and merged contacts that are still in the recycle bin. */
  deletedContacts(query: PageQuery): Promise<Page<DeletedContact>>;
  /** Live or deleted; a key that Salesforce does not show is left out. One call for some 500 keys. */
  contactsByKey(keys: readonly string[]): Promise<ContactRecord[]>;
  /** How many live contacts `contacts` would give in all, and Salesforce's clock after the count. */
  countContacts(since: Date | null): Promise<ContactCount>;
  /** Whether the user has View All on Contact: only then does absence mean that a contact is gone. */
  seesAllContacts(): Promise<boolean>;
  /**
   * The Id of the org that the session belongs to, 18 characters. No API call.
   *
   * @throws HlError 'OrgUnknown'
   */
  organizationId(): string;
  usage(): ApiUsage;
}
