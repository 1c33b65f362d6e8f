import { HlError } from '../errors.ts';
import { PACKAGE } from '../worksheet/packageNames.ts';
import type { CataloguedField, FieldCatalogue } from './interfaces.ts';

/** What kinds of fields are called. A formula of type text is one that a picklist of the account may flow down by. */
const KINDS = {
  checkbox: 'a checkbox',
  picklist: 'a picklist',
  multipick: 'a multi-select picklist',
  number: 'a number',
  text: 'a text or a date',
  'formula text': 'a formula of type text',
} as const;

export type ServingKind = keyof typeof KINDS;

/**
 * How Salesforce describes a field that a rule needs.
 *
 * @param entry of the worksheet, for the error
 * @param serving the kinds that can serve the rule
 * @throws HlError 'FieldNotVisible' if Salesforce does not, 'WorksheetError' if the
 * field cannot serve: to take either for blank would empty groups
 */
export function fieldFor(
  catalogue: FieldCatalogue,
  path: string,
  entry: string,
  serving: readonly ServingKind[],
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
        data: { object: 'Contact', field: path },
      },
    );
  }
  const kind = field.kind === 'text' && field.calculated ? 'formula text' : field.kind;
  if (!serving.includes(kind)) {
    const wanted = serving.map((one) => KINDS[one]).join(', ');
    throw new HlError(
      'WorksheetError',
      `The worksheet’s ${entry} names ${path} (${field.label}), which is ${KINDS[kind]}. Right would be: ${wanted}.`,
      { actions: [`Name another field in place of ${path}, or leave it out.`] },
    );
  }
  return field;
}
