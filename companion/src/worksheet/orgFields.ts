/** What the checks of a worksheet ask of a field, as Salesforce describes it. */
export interface DescribedField {
  readonly name: string;
  readonly label: string;
  /** `boolean`, `picklist`, `string`…: the words of describe. */
  readonly type: string;
  /** Characters of a text; 0 where it has none. */
  readonly length: number;
  /** Whether a formula computes it. */
  readonly calculated: boolean;
  readonly createable: boolean;
  readonly updateable: boolean;
  readonly custom: boolean;
  readonly scale: number;
  readonly picklistValues: readonly {
    readonly label: string;
    /** The API name. */
    readonly value: string;
    readonly active: boolean;
  }[];
}

export interface DescribedObject {
  readonly fields: readonly DescribedField[];
  /** Names of its own record types, without the one that every object has. */
  readonly recordTypes: readonly string[];
}

/** How Salesforce describes objects, by name; one that the org does not have, or does not show, is not in it. */
export type DescribedOrg = ReadonlyMap<string, DescribedObject>;

/** More characters make a long text area, which neither formulas nor entry conditions of flows take. */
const LONGEST_TEXT = 255;

export function isLongText({ type, length }: DescribedField): boolean {
  return type === 'textarea' && length > LONGEST_TEXT;
}
