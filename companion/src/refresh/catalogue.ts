import { HlError } from '../errors.ts';
import { PACKAGE } from '../worksheet/packageNames.ts';
import type { CataloguedField, FieldCatalogue } from './interfaces.ts';

/**
 * How Salesforce describes a field that a rule needs.
 *
 * @param entry of the worksheet, for the error
 * @param serves the fields that can serve the rule, and what they are called
 * @throws HlError 'FieldNotVisible' if it does not, 'WorksheetError' if the field
 * cannot serve: to take either for blank would empty groups
 */
export function fieldFor(
  catalogue: FieldCatalogue,
  path: string,
  entry: string,
  serves: { readonly what: string; readonly test: (field: CataloguedField) => boolean },
): CataloguedField {
  const field = catalogue.get(path);
  if (field === undefined) {
    throw new HlError(
      'FieldNotVisible',
      `The worksheet’s ${entry} names ${path}, and Salesforce shows no such field of Contact to this user.`,
      {
        actions: [
          `Write ${path} exactly as Setup shows it, capital letters included.`,
          `See that the user may read the field: the permission set ${PACKAGE.permissionSet} grants it.`,
        ],
      },
    );
  }
  if (!serves.test(field)) {
    throw new HlError(
      'WorksheetError',
      `The worksheet’s ${entry} names ${path} (${field.label}), which is ${A_FIELD[field.kind]}; it takes ${serves.what}.`,
      { actions: [`Name ${serves.what}, or leave ${path} out.`] },
    );
  }
  return field;
}

const A_FIELD: Readonly<Record<CataloguedField['kind'], string>> = {
  checkbox: 'a checkbox',
  picklist: 'a picklist',
  multipick: 'a multi-select picklist',
  number: 'a number',
  text: 'a field of text or another type',
};

/** An option that Salesforce no longer knows (its picklist value was deleted) is called by its API value. */
export function optionLabel({ options }: CataloguedField, value: string): string {
  return options.get(value) ?? value;
}
