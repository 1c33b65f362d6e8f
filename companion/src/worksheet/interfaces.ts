/** A rule that a contact must pass to be in the community. */
export interface Gate {
  readonly gate: 'IsActive';
  /** API name of the Contact field that decides. */
  readonly field: string;
}

/** One profile value: the community's name for it and where in Salesforce it stands. */
export interface ProfileField {
  readonly name: string;
  /** A path from Contact: `Title`, `Account.Name`. */
  readonly source: string;
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

/**
 * What a worksheet compiles to: everything that is read, watched and secured in
 * Salesforce, and every rule of membership.
 */
export interface Plan {
  /** Paths from Contact that a refresh selects, without duplicates. */
  readonly select: readonly string[];
  readonly contact: ObjectPlan;
  readonly account: ObjectPlan;
  readonly gates: readonly Gate[];
  readonly profile: readonly ProfileField[];
  readonly schedule: {
    /** Minutes between two periodic refreshes. */
    readonly everyMinutes: number;
    /** Minutes behind the watermark that each periodic refresh reads again. */
    readonly overlapMinutes: number;
  };
  /**
   * Changes whenever the same Salesforce record could give another member: a
   * watermark is only good for the plan it was reached with.
   */
  readonly fingerprint: string;
}
