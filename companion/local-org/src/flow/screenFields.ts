import { compileFormula, type OperandType } from '../formula/index.ts';
import { child, childrenOf, textOf, type XmlElement } from '../metadata/xml.ts';
import type { Value } from '../schema/types.ts';
import type { Choices } from './choices.ts';
import { compileConditions, type Condition } from './conditions.ts';
import { compileLookupField } from './lookupField.ts';
import { inFormula, invalid, notImplementedHere, wrongType } from './problems.ts';
import type { Resolve } from './resolve.ts';
import type { Choice } from './screenTypes.ts';
import type { Surroundings } from './surroundings.ts';
import type { Read, Run } from './types.ts';
import { dataTypes, familyOf, templateReader, valueOf, type Family } from './values.ts';
import { flowVocabulary } from './vocabulary.ts';

/** A field of a screen, compiled. */
export interface CompiledField {
  readonly name: string;
  readonly kind: string;
  readonly text: Read;
  readonly isRequired: Condition;
  readonly isVisible: Condition;
  /** Absent where the field only shows something. */
  readonly entry?: Entry;
}

/** The part of a field that takes what a user enters. */
export interface Entry {
  /** Of the interview's variables, under which the entered value is kept. */
  readonly key: string;
  readonly initial: Read;
  /** Whether coming back to the screen shows again what was entered. */
  readonly isKept: boolean;
  readonly offered?: (run: Run) => Choice[];
  /** Why a value cannot be entered; undefined when it can. */
  readonly refusal: (value: Value, run: Run) => string | undefined;
  /** Where the value goes beside the key. */
  readonly assign?: (run: Run, value: Value) => void;
}

type Compile = (element: XmlElement, around: Surroundings) => Entry | undefined;

/** How fields of each `fieldType` are compiled; other types are refused. */
export const fieldKinds: Readonly<Record<string, Compile>> = {
  ComponentInstance: compileComponent,
  DisplayText: () => undefined,
  DropdownBox: compileSelection,
  InputField: compileInput,
  LargeTextArea: compileInput,
  MultiSelectCheckboxes: compileSelection,
  MultiSelectPicklist: compileSelection,
  RadioButtonGroup: compileSelection,
  RadioButtons: compileSelection,
  Region: () => undefined,
  RegionContainer: () => undefined,
};

/** A screen's fields, those in its sections and columns included. */
export const fieldsIn = (element: XmlElement): XmlElement[] =>
  childrenOf(element, 'fields').flatMap((field) => [field, ...fieldsIn(field)]);

/** Screen components that come with the platform, by `extensionName`; others are refused by name. */
const components: Readonly<Record<string, Compile>> = {
  'flowruntime:lookup': compileLookupField,
};

function compileComponent(element: XmlElement, around: Surroundings): Entry | undefined {
  const name = textOf(element, 'extensionName')?.trim() ?? '';
  const compile = components[name];
  if (!compile) throw notImplementedHere(`the screen component ${name}`, element);
  return compile(element, around);
}

/** Compiles one field. What it stands in hides it, too. */
export function compileField(
  element: XmlElement,
  isShown: Condition,
  around: Surroundings,
): CompiledField {
  const { resolve } = around;
  const type = textOf(element, 'fieldType')!;
  const isComponent = type === 'ComponentInstance';
  const entry = fieldKinds[type]!(element, around);
  const rule = child(element, 'visibilityRule');
  const isVisible = rule && compileConditions(rule, resolve);
  return {
    name: textOf(element, 'name')!,
    kind: isComponent ? textOf(element, 'extensionName')!.trim() : type,
    text: templateReader(textOf(element, 'fieldText') ?? '', element, resolve),
    isRequired: isComponent ? requiredByInput(element, around) : requiredByField(element, entry),
    isVisible: (run) => isShown(run) && (isVisible?.(run) ?? true),
    ...(entry && { entry }),
  };
}

function requiredByField(element: XmlElement, entry: Entry | undefined): Condition {
  const isRequired = textOf(element, 'isRequired') === 'true' && entry !== undefined;
  return () => isRequired;
}

/** A component says by an input of its own what is required. */
function requiredByInput(element: XmlElement, { resolve }: Surroundings): Condition {
  const input = childrenOf(element, 'inputParameters').find(
    (one) => textOf(one, 'name')?.trim() === 'required',
  );
  const { type, read } = valueOf(input && child(input, 'value'), resolve);
  if (type && type !== 'boolean') throw wrongType('inputParameters', input!);
  return (run) => read(run) === true;
}

/** The type of what a field takes. @throws {FlowProblem} without one */
export function fieldType(element: XmlElement): OperandType {
  if (textOf(element, 'fieldType') === 'LargeTextArea') return 'string';
  const type = dataTypes[textOf(element, 'dataType') ?? ''];
  if (type) return type;
  throw invalid('Required field is missing: dataType', element);
}

const looks: Readonly<Record<Family, (value: Value) => boolean>> = {
  text: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number',
  boolean: (value) => typeof value === 'boolean',
  date: (value) => typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value),
  datetime: (value) => typeof value === 'string' && !Number.isNaN(Date.parse(value)),
};

const keyOf = (element: XmlElement): string => textOf(element, 'name')!.toLowerCase();
const isKept = (element: XmlElement): boolean =>
  textOf(element, 'inputsOnNextNavToAssocScrn') !== 'ResetValues';

function compileInput(element: XmlElement, { resolve }: Surroundings): Entry {
  const type = fieldType(element);
  const family = familyOf(type);
  const initial = valueOf(child(element, 'defaultValue'), resolve);
  if (initial.type && familyOf(initial.type) !== family) throw wrongType('defaultValue', element);
  const scale = textOf(element, 'scale');
  const step = 10 ** -Number(scale ?? 0);
  const rule = compileRule(element, resolve);
  return {
    key: keyOf(element),
    // A checkbox is never blank.
    initial: type === 'boolean' ? (run) => initial.read(run) === true : initial.read,
    isKept: isKept(element),
    refusal(value, run) {
      if (value === null || value === '') return undefined;
      if (!looks[family](value)) return `Enter a ${family}.`;
      const misfits =
        scale !== undefined && family === 'number' && !isMultiple(Number(value), step);
      return misfits ? "Your entry isn't a valid increment." : rule(run);
    },
  };
}

const isMultiple = (value: number, step: number): boolean =>
  Math.abs(value / step - Math.round(value / step)) < 1e-6;

/** What a user has entered must make the formula true; what is left blank is not looked at. */
function compileRule(element: XmlElement, resolve: Resolve): (run: Run) => string | undefined {
  const rule = child(element, 'validationRule');
  if (!rule) return () => undefined;
  const holds = inFormula(rule, () =>
    compileFormula<Run>(textOf(rule, 'formulaExpression')!, {
      vocabulary: flowVocabulary(resolve),
      returns: 'boolean',
    }),
  );
  const message = templateReader(textOf(rule, 'errorMessage')!, rule, resolve);
  return (run) => (holds(run) === true ? undefined : String(message(run)));
}

/** One of several choices, or several of them, joined by semicolons. */
function compileSelection(element: XmlElement, { resolve }: Surroundings): Entry {
  const type = fieldType(element);
  const isMultiple = textOf(element, 'fieldType')!.startsWith('MultiSelect');
  if (isMultiple && familyOf(type) !== 'text') throw wrongType('dataType', element);
  const named = childrenOf(element, 'choiceReferences').map((reference) => {
    const name = reference.text.trim();
    const choices = inFormula(reference, () => resolve.choices?.(name));
    if (!choices) {
      throw invalid(`The element has an invalid reference to "${name}".`, reference);
    }
    if (familyOf(choices.type) !== familyOf(type)) throw wrongType('choiceReferences', reference);
    return [name, choices] as const;
  });
  if (named.length === 0) throw invalid('Required field is missing: choiceReferences', element);
  const offered = (run: Run): Choice[] => named.flatMap(([, choices]) => choices.offered(run));
  return {
    key: keyOf(element),
    initial: initialChoice(element, named, resolve),
    isKept: isKept(element),
    offered,
    refusal(value, run) {
      if (value === null || value === '') return undefined;
      const values = offered(run).map((choice) => choice.value);
      const chosen = isMultiple ? String(value).split(';') : [value];
      const unknown = chosen.find((one) => !values.includes(one));
      return unknown === undefined ? undefined : `There is no choice ${String(unknown)}.`;
    },
  };
}

function initialChoice(
  element: XmlElement,
  named: readonly (readonly [string, Choices])[],
  resolve: Resolve,
): Read {
  const selected = textOf(element, 'defaultSelectedChoiceReference')?.trim();
  if (selected === undefined) return valueOf(child(element, 'defaultValue'), resolve).read;
  const choices = named.find(([name]) => name.toLowerCase() === selected.toLowerCase())?.[1];
  if (!choices) throw invalid(`The default choice "${selected}" is none of the choices.`, element);
  return (run) => choices.offered(run)[0]?.value ?? null;
}
