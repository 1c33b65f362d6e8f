import type { ContactRecord } from '../salesforce/interfaces.ts';
import type { DemographicRule } from '../worksheet/interfaces.ts';
import { fieldFor, optionLabel } from './catalogue.ts';
import type { Demographic, FieldCatalogue } from './interfaces.ts';
import { readCheckbox, splitOptions, toText, valueOf } from './values.ts';

type ToDemographics = (contact: ContactRecord) => readonly Demographic[];

const ENTRY = 'demographics';
const NONE: readonly Demographic[] = [];

/**
 * What the community shows of a member beside the profile (seeds/000,
 * "Demographics").
 *
 * @throws HlError 'FieldNotVisible' or 'WorksheetError' where a field is not
 * catalogued or cannot serve
 */
export function compileDemographics(
  rules: readonly DemographicRule[],
  catalogue: FieldCatalogue,
): ToDemographics {
  const parts = rules.flatMap((rule) =>
    rule.kind === 'checkboxes'
      ? rule.fields.map((field) => checkbox(field, rule.label, catalogue))
      : [RULES[rule.kind](rule.field, rule.label, catalogue)],
  );
  return (contact) => parts.flatMap((part) => part(contact));
}

type Compile<Label> = (field: string, label: Label, catalogue: FieldCatalogue) => ToDemographics;

/** A checked box gives the member the value that the box is named after, with Yes. */
const checkbox: Compile<string> = (field, label, catalogue) => {
  const described = fieldFor(catalogue, field, ENTRY, {
    what: 'a checkbox',
    test: ({ kind }) => kind === 'checkbox',
  });
  const checked: readonly Demographic[] = [{ label, value: described.label, answer: 'Yes' }];
  return (contact) => (readCheckbox(contact, field, ENTRY) ? checked : NONE);
};

/** "A separate demographic will be created for each pick list option." */
const picklist: Compile<string | null> = (field, label, catalogue) => {
  const described = fieldFor(catalogue, field, ENTRY, {
    what: 'a picklist',
    test: ({ kind }) => kind === 'picklist',
  });
  return (contact) => {
    const value = toText(valueOf(contact, field));
    return value === null
      ? NONE
      : [chosen(label ?? described.label, optionLabel(described, value))];
  };
};

/** As a picklist, with as many as are selected. */
const multipick: Compile<string | null> = (field, label, catalogue) => {
  const described = fieldFor(catalogue, field, ENTRY, {
    what: 'a multi-select picklist',
    test: ({ kind }) => kind === 'multipick',
  });
  return (contact) =>
    splitOptions(valueOf(contact, field)).map((value) =>
      chosen(label ?? described.label, optionLabel(described, value)),
    );
};

/** "The field name as a free-form demographic with the values assigned as the demographic values." */
const text: Compile<string | null> = (field, label, catalogue) => {
  const described = fieldFor(catalogue, field, ENTRY, {
    what: 'a text, a number or a date',
    test: ({ kind }) => kind === 'text' || kind === 'number',
  });
  return (contact) => {
    const value = toText(valueOf(contact, field), described.kind);
    return value === null ? NONE : [chosen(label ?? described.label, value)];
  };
};

const RULES = { picklist, multipick, text };

function chosen(label: string, value: string): Demographic {
  return { label, value, answer: null };
}
