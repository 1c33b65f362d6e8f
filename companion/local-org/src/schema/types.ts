/** The describe types of fields that the local org knows. */
export type FieldType =
  | 'id'
  | 'reference'
  | 'string'
  | 'textarea'
  | 'email'
  | 'phone'
  | 'url'
  | 'picklist'
  | 'combobox'
  | 'multipicklist'
  | 'boolean'
  | 'int'
  | 'double'
  | 'currency'
  | 'percent'
  | 'date'
  | 'datetime'
  | 'time'
  | 'encryptedstring'
  | CompoundType;

/** Fields that stand for others, and have no value of their own. */
export type CompoundType = 'address' | 'location';

export interface PicklistValue {
  /** API name: what is stored and what the API gives back. */
  readonly value: string;
  readonly label: string;
  readonly isDefault: boolean;
  /** Of a dependent picklist: values of the controlling field with which it is offered. */
  readonly offeredFor?: readonly string[];
}

/** One field of an object, standard or deployed. */
export interface Field {
  readonly name: string;
  readonly label: string;
  readonly type: FieldType;
  readonly custom: boolean;
  /** Characters, for text types. */
  readonly length: number;
  readonly precision: number;
  readonly scale: number;
  /** May be empty. Booleans are never empty and count as nillable: false. */
  readonly nillable: boolean;
  readonly createable: boolean;
  readonly updateable: boolean;
  readonly unique: boolean;
  readonly externalId: boolean;
  /** Of a unique or external Id field: values that differ in case alone are different. */
  readonly caseSensitive: boolean;
  /** The platform counts, and writes the value. */
  readonly autoNumber: AutoNumber | null;
  readonly htmlFormatted: boolean;
  readonly nameField: boolean;
  /** Whether field-level security applies; otherwise the object's permission decides. */
  readonly permissionable: boolean;
  /** The field of another object whose permissions decide, `Contact.Email`; its own when absent. */
  readonly securedAs?: string;
  readonly defaultValue: Value;
  /** What a new record has instead of `defaultValue`. */
  readonly defaultFormula: DefaultFormula | null;
  readonly picklistValues: readonly PicklistValue[];
  readonly restrictedPicklist: boolean;
  /** The field on whose value it depends which values are offered; saving does not ask. */
  readonly controller: string | null;
  /** Objects that a reference may point at. */
  readonly referenceTo: readonly string[];
  /** Name of the parent relationship in SOQL: `Account`, `Chapter__r`. */
  readonly relationshipName: string | null;
  /** Name of the relationship from the parent down to this object: `Contacts`. */
  readonly childRelationshipName: string | null;
  /** Deleting the parent deletes this record; otherwise it clears the field. */
  readonly cascadeDelete: boolean;
  /** The parent cannot be deleted as long as this record points at it. */
  readonly restrictedDelete: boolean;
  /** The parent controls this record: no owner of its own, and it goes where the parent goes. */
  readonly masterDetail: MasterDetail | null;
  /** How those who may not see encrypted data see it. */
  readonly mask: Mask | null;
  /** What the platform counts or adds up of the records below. */
  readonly rollUp: RollUp | null;
  /** The address that this field is a part of: `MailingAddress`. */
  readonly compoundFieldName: string | null;
  readonly description: string | null;
  readonly inlineHelpText: string | null;
  /** Computed whenever it is read, and never stored. */
  readonly formula: FieldFormula | null;
}

export interface MasterDetail {
  /** 0 of the first such relationship of an object, 1 of the second. */
  readonly order: number;
  /** Whoever may read the parent may save this record; otherwise they must be allowed to edit it. */
  readonly readSuffices: boolean;
}

export interface Mask {
  readonly type: 'all' | 'creditCard' | 'ssn' | 'lastFour' | 'sin' | 'nino';
  /** What stands for a hidden character. */
  readonly character: string;
}

/** A roll-up summary: it is stored, and computed anew when a record below changes. */
export interface RollUp {
  readonly operation: 'count' | 'sum' | 'min' | 'max';
  /** The object below, and its master-detail field. */
  readonly childObject: string;
  readonly lookup: string;
  /** The field that is summed up; null where records are counted. */
  readonly summarized: Field | null;
  /** Which of the records below count. */
  readonly counts: (child: Values) => boolean;
}

export interface AutoNumber {
  /** Such as `A-{0000}`. */
  readonly format: string;
  /** The first number. */
  readonly start: number;
}

/** The formula of a default value, compiled: it knows the org and the user, not the record. */
export interface DefaultFormula {
  readonly source: string;
  readonly evaluate: (surroundings: FormulaSurroundings) => Value;
}

/** How a field is computed: the formula that was deployed, or what the platform itself does. */
export interface FieldFormula {
  /** Null where there is no formula that anyone could read. */
  readonly source: string | null;
  /** Blank numbers count as 0: "Treat blank fields as zeroes". */
  readonly blanksAsZero: boolean;
  /** The record's own stored fields that it needs. */
  readonly inputs: readonly Field[];
  /** The fields with formulas of their own that it stands on: `Contact.Region__c`. */
  readonly formulas: ReadonlySet<string>;
  readonly evaluate: (record: Values, surroundings: FormulaSurroundings) => Value;
}

/** What a formula that stands on a record sees beyond it. */
export interface FormulaSurroundings {
  readonly now: Date;
  /** The running user's record; its TimeZoneSidKey decides what day it is. */
  readonly user: Values;
  readonly organization: Values;
  /** For `Account.Owner.Name`; undefined when there is no such record. */
  readRecord(object: string, id: string): Values | undefined;
  /** Records that are not deleted and whose stored fields equal the given values. */
  findRecords(object: string, match: Values): Values[];
  /** Whether the running user has the custom permission of that name. */
  hasCustomPermission(name: string): boolean;
}

export interface ChildRelationship {
  readonly childObject: string;
  readonly field: string;
  readonly relationshipName: string | null;
}

/** A record type as the describe of its object shows it to a user. */
export interface RecordTypeInfo {
  readonly active: boolean;
  readonly available: boolean;
  readonly defaultRecordTypeMapping: boolean;
  readonly developerName: string;
  readonly master: boolean;
  readonly name: string;
  readonly recordTypeId: string;
}

export type SharingModel = 'Private' | 'Read' | 'ReadWrite' | 'ControlledByParent';

export type Configuration = 'CustomMetadata' | 'HierarchySetting' | 'ListSetting';

/** One sObject. Field names are looked up case-insensitively, as on the platform. */
export interface SObject {
  readonly name: string;
  readonly label: string;
  readonly labelPlural: string;
  /** First three characters of its records' Ids. */
  readonly keyPrefix: string;
  readonly custom: boolean;
  readonly createable: boolean;
  readonly updateable: boolean;
  readonly deletable: boolean;
  readonly undeletable: boolean;
  readonly triggerable: boolean;
  /**
   * Says how the org is set up: its records have no owner, object permissions do not apply to
   * them, and every field is visible to whoever may read the object.
   */
  readonly isSetup: boolean;
  /** What its records configure; null for those that are business or setup. */
  readonly configuration: Configuration | null;
  /** Tasks can be about its records. */
  readonly hasActivities: boolean;
  /** Org-wide default: what a user who may read the object sees and edits of others' records. */
  readonly sharingModel: SharingModel;
  readonly fields: ReadonlyMap<string, Field>; // key: name in lower case
}

/**
 * What a field can hold, in the form in which the engine passes it around:
 * date-times as `2026-11-21T07:00:00.000+0000` (always UTC, whole seconds, so
 * that they sort as text), dates as `2026-11-21`, Ids with 18 characters,
 * multipicklists joined by `;`.
 */
export type Value = string | number | boolean | null;
export type Values = Record<string, Value>;

/** What formulas and flows can name beside objects; keys in lower case. */
export interface Globals {
  /** The texts of custom labels, by name. */
  readonly labels: Map<string, string>;
  /** Custom permissions, by name. */
  readonly customPermissions: Map<string, string>;
  /** Names of records of custom metadata types, by type and name: `limits__mdt.small`. */
  readonly customMetadata: Map<string, string>;
}

export interface Schema {
  readonly globals: Globals;
  /** Values of global value sets, by name in lower case. */
  readonly valueSets: Map<string, readonly PicklistValue[]>;
  objects(): Iterable<SObject>;
  /** Case-insensitive; undefined when there is none. */
  object(name: string): SObject | undefined;
  /** Case-insensitive; undefined when there is none. */
  field(object: string, field: string): Field | undefined;
  childRelationships(object: string): readonly ChildRelationship[];
}

/** What one user may see and do. Asked wherever data leaves or enters the org. */
export interface Access {
  readonly userId: string;
  /** A user permission by its name in the Metadata API, such as `ApiEnabled`. */
  hasUserPermission(name: string): boolean;
  canRead(object: SObject): boolean;
  canCreate(object: SObject): boolean;
  canEdit(object: SObject): boolean;
  canDelete(object: SObject): boolean;
  /** Sees every record of the object, whoever owns it. */
  viewsAll(object: SObject): boolean;
  /** Edits and deletes every record of the object, whoever owns it. */
  modifiesAll(object: SObject): boolean;
  canReadField(object: SObject, field: Field): boolean;
  canEditField(object: SObject, field: Field): boolean;
}
