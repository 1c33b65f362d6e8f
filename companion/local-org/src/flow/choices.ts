import { fieldReader, operandTypeOf, type OperandType } from '../formula/index.ts';
import { child, textOf, type XmlElement } from '../metadata/xml.ts';
import type { Schema, SObject, Values } from '../schema/types.ts';
import { compileCandidates } from './candidates.ts';
import { fieldOf } from './inputs.ts';
import { invalid, noSuchField, wrongType } from './problems.ts';
import type { Resolve } from './resolve.ts';
import type { Choice } from './screenTypes.ts';
import type { Read, Run } from './types.ts';
import { collectionAt, familyOf, templateReader, valueOf } from './values.ts';

/** What a field of a screen offers: one choice, or as many as are found. */
export interface Choices {
  readonly type: OperandType;
  readonly offered: (run: Run) => Choice[];
}

interface Around {
  readonly schema: Schema;
  readonly resolve: Resolve;
}

/** A choice that stands in the flow. Without a value it is what it says. */
export function compileChoice(
  element: XmlElement,
  type: OperandType,
  { resolve }: Around,
): Choices & { read: Read } {
  const label = templateReader(textOf(element, 'choiceText')!, element, resolve);
  const value = child(element, 'value');
  const given = value && valueOf(value, resolve);
  if (given?.type && familyOf(given.type) !== familyOf(type)) throw wrongType('value', element);
  const read = given?.read ?? label;
  return { type, read, offered: (run) => [{ label: String(label(run)), value: read(run) }] };
}

/** Choices from records, from a collection of them, or from the values of a picklist. */
export function compileChoiceSet(element: XmlElement, type: OperandType, around: Around): Choices {
  // Flow Builder writes elements without content for the kinds that a set is not.
  const has = (name: string): boolean => (textOf(element, name) ?? '').trim() !== '';
  if (has('picklistField')) return { type, offered: picklistChoices(element, around) };
  if (has('collectionReference')) {
    const { of, read } = collectionAt(element, 'collectionReference', around.resolve);
    if (typeof of !== 'object') throw wrongType('collectionReference', element);
    const toChoice = choiceOf(element, of, type);
    return {
      type,
      offered: (run) => (read(run) ?? []).map((record) => toChoice(record as Values, run)),
    };
  }
  const { object, find } = compileCandidates(element, around);
  const toChoice = choiceOf(element, object, type);
  return { type, offered: (run) => find(run).map((record) => toChoice(record, run)) };
}

function choiceOf(
  element: XmlElement,
  object: SObject,
  type: OperandType,
): (record: Values, run: Run) => Choice {
  const shown = fieldReader(fieldOf(element, 'displayField', object));
  const field = fieldOf(element, 'valueField', object);
  if (familyOf(operandTypeOf(field)!) !== familyOf(type)) throw wrongType('valueField', element);
  const value = fieldReader(field);
  return (record, { interview: { host } }) => ({
    label: String(shown(record, host) ?? ''),
    value: value(record, host),
  });
}

function picklistChoices(element: XmlElement, { schema }: Around): Choices['offered'] {
  const objectName = textOf(element, 'picklistObject')?.trim() ?? '';
  const object = schema.object(objectName);
  if (!object) throw invalid(`The object "${objectName}" doesn't exist.`, element);
  const field = fieldOf(element, 'picklistField', object);
  if (field.type !== 'picklist' && field.type !== 'multipicklist') {
    throw noSuchField(field.name, object.name, element);
  }
  const choices = field.picklistValues.map(({ label, value }) => ({ label, value }));
  if (!child(element, 'sortOrder')) return () => choices;
  const sign = textOf(element, 'sortOrder') === 'Desc' ? -1 : 1;
  const sorted = choices.toSorted((one, other) => sign * one.label.localeCompare(other.label));
  return () => sorted;
}
