import type { ContactRecord } from '../salesforce/interfaces.ts';
import type { CataloguedField } from './interfaces.ts';
import { readCheckbox, splitOptions, toText, valueOf } from './values.ts';

/**
 * A demographic or a group membership, with the text that the store keeps of it
 * and the content hash is made of. What many members share is made once.
 */
export interface Part<T> {
  readonly item: T;
  readonly text: string;
}

export type ToParts<T> = (contact: ContactRecord) => readonly Part<T>[];

const NONE: readonly never[] = [];

/** What a checkbox makes where it is checked. */
export function whenChecked<T>(field: string, entry: string, part: Part<T>): ToParts<T> {
  const parts = [part];
  return (contact) => (readCheckbox(contact, field, entry) ? parts : NONE);
}

/**
 * What each selected option of a picklist or multi-select picklist makes. An
 * option that Salesforce no longer knows (its value was deleted) is called by its
 * API value, and so is the value of a formula, which has no options.
 */
export function ofOptions<T>(
  field: string,
  { kind, options }: CataloguedField,
  make: (apiValue: string, label: string) => Part<T>,
): ToParts<T> {
  const known = new Map([...options].map(([value, label]) => [value, make(value, label)]));
  const partOf = (value: string) => known.get(value) ?? make(value, value);
  if (kind === 'multipick') {
    return (contact) => splitOptions(valueOf(contact, field)).map(partOf);
  }
  return (contact) => {
    const value = toText(valueOf(contact, field));
    return value === null ? NONE : [partOf(value)];
  };
}

/** All that several rules make, in the order of the worksheet. */
export function together<T>(rules: readonly ToParts<T>[]): ToParts<T> {
  return (contact) => {
    const parts: Part<T>[] = [];
    for (const rule of rules) {
      parts.push(...rule(contact));
    }
    return parts;
  };
}

/** The items of some parts, and their text as a JSON list. */
export function collect<T>(parts: readonly Part<T>[]): { items: readonly T[]; text: string } {
  return {
    items: parts.map(({ item }) => item),
    text: `[${parts.map(({ text }) => text).join(',')}]`,
  };
}
