import type { DemographicRule } from '../worksheet/interfaces.ts';
import { fieldFor } from './catalogue.ts';
import { ofOptions, together, whenChecked, type Part, type ToParts } from './fieldParts.ts';
import type { Demographic, FieldCatalogue } from './interfaces.ts';
import { toText, valueOf } from './values.ts';

type Compile<Label> = (
  field: string,
  label: Label,
  catalogue: FieldCatalogue,
) => ToParts<Demographic>;

const ENTRY = 'demographics';

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
): ToParts<Demographic> {
  return together(
    rules.flatMap((rule) =>
      rule.kind === 'checkboxes'
        ? rule.fields.map((field) => checkbox(field, rule.label, catalogue))
        : [COMPILERS[rule.kind](rule.field, rule.label, catalogue)],
    ),
  );
}

/** A checked box gives the member the value that the box is named after, with Yes. */
const checkbox: Compile<string> = (field, label, catalogue) => {
  const { label: value } = fieldFor(catalogue, field, ENTRY, ['checkbox']);
  return whenChecked(field, ENTRY, toPart({ label, value, answer: 'Yes' }));
};

/** "A separate demographic will be created for each pick list option." */
const picklist: Compile<string | null> = (field, label, catalogue) => {
  const described = fieldFor(catalogue, field, ENTRY, ['picklist']);
  return ofOptions(field, described, (_, option) => plain(label ?? described.label, option));
};

/** As a picklist, with as many as are selected. */
const multipick: Compile<string | null> = (field, label, catalogue) => {
  const described = fieldFor(catalogue, field, ENTRY, ['multipick']);
  return ofOptions(field, described, (_, option) => plain(label ?? described.label, option));
};

/** "The field name as a … free-form demographic with the values assigned as the demographic values." */
const text: Compile<string | null> = (field, label, catalogue) => {
  const described = fieldFor(catalogue, field, ENTRY, ['text', 'formula text', 'number']);
  return (contact) => {
    const value = toText(valueOf(contact, field), described.kind);
    return value === null ? [] : [plain(label ?? described.label, value)];
  };
};

const COMPILERS = { picklist, multipick, text };

function plain(label: string, value: string): Part<Demographic> {
  return toPart({ label, value, answer: null });
}

function toPart(item: Demographic): Part<Demographic> {
  const { answer, ...rest } = item;
  return { item, text: JSON.stringify(answer === null ? rest : item) };
}

/** Demographics from the text that `compileDemographics` made of them. */
export function readDemographics(text: string): Demographic[] {
  const parts = JSON.parse(text) as (Omit<Demographic, 'answer'> & Partial<Demographic>)[];
  return parts.map((part) => ({ answer: null, ...part }));
}
