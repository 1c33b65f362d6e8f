import type * as Types from '@salesforce/types/metadata';
import XMLBuilder from 'fast-xml-builder';

const NAMESPACE = 'http://soap.sforce.com/2006/04/metadata';

/** What is written of a type of the Metadata API, whose own declarations want every list. */
export type Content<T> = T extends readonly (infer Item)[]
  ? readonly Content<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]?: Content<T[Key]> | undefined }
    : T;

type MetadataTypes = Types.ApiSchemaTypes;

/** A component as a typed object: `Component<'CustomField'>`. */
export type Component<Name extends keyof MetadataTypes> = Content<MetadataTypes[Name]>;

const builder = new XMLBuilder({
  format: true,
  indentBy: '    ',
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  // A version is not just a number: Salesforce writes 66.0.
  tagValueProcessor: (name, value) =>
    name === 'apiVersion' && typeof value === 'number' ? value.toFixed(1) : String(value),
});

/**
 * A component as the text of its source file, its elements in the order in which
 * Salesforce gives them back: its name, then all others by name. Below them they
 * stand in the order of the properties, a list as one element for each entry;
 * what is undefined is left out.
 */
export function toXml<Name extends keyof MetadataTypes>(
  type: Name,
  content: Component<Name>,
): string {
  const { fullName, ...others } = content as { fullName?: string };
  const byName = Object.entries(others).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const root = { [type]: { '@xmlns': NAMESPACE, fullName, ...Object.fromEntries(byName) } };
  return `<?xml version="1.0" encoding="UTF-8" ?>\n${builder.build(root)}`;
}
