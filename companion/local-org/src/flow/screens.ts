import { child, childrenOf, textOf, type XmlElement } from '../metadata/xml.ts';
import type { Value } from '../schema/types.ts';
import type { Condition } from './conditions.ts';
import { invalid } from './problems.ts';
import { compileField, type CompiledField, type Entry } from './screenFields.ts';
import {
  ScreenErrors,
  type Answers,
  type Screen,
  type ScreenField,
  type ScreenStep,
} from './screenTypes.ts';
import type { Surroundings } from './surroundings.ts';
import type { Run } from './types.ts';

/** What the platform says of a blank field that is required. */
const REQUIRED = 'Please enter some valid input. Input is not optional.';

/** Screen: the flow waits until its user has filled it in. */
export function compileScreen(element: XmlElement, around: Surroundings): ScreenStep {
  if (around.processType !== 'Flow') {
    throw invalid("An autolaunched flow can't have screens.", element);
  }
  const fields = compileFields(element, () => true, around);
  const next = around.target(child(element, 'connector'));
  const name = textOf(element, 'name')!;
  const label = textOf(element, 'label')!;
  return {
    show(run): Screen {
      for (const { entry } of fields) if (entry) prefill(run, entry);
      const shown = fields.filter(({ isVisible }) => isVisible(run)).map((one) => look(run, one));
      return { name, label, fields: shown, isLast: next === undefined };
    },
    submit(run, answers) {
      take(run, fields, answers);
      const visible = fields.filter(({ isVisible }) => isVisible(run));
      const errors = visible.flatMap((field) => {
        const message = errorOf(run, field);
        return message === undefined ? [] : [[field.name, message] as const];
      });
      if (errors.length > 0) throw new ScreenErrors(Object.fromEntries(errors));
      for (const field of fields) {
        if (!field.entry) continue;
        // What is hidden holds nothing.
        if (!visible.includes(field)) run.variables[field.entry.key] = null;
        field.entry.assign?.(run, valueIn(run, field.entry));
      }
      return next;
    },
  };
}

function compileFields(
  parent: XmlElement,
  isShown: Condition,
  around: Surroundings,
): CompiledField[] {
  return childrenOf(parent, 'fields').flatMap((element) => {
    const field = compileField(element, isShown, around);
    return [field, ...compileFields(element, field.isVisible, around)];
  });
}

const valueIn = (run: Run, { key }: Entry): Value => (run.variables[key] ?? null) as Value;

function prefill(run: Run, entry: Entry): void {
  const wasShown = entry.key in run.variables;
  if (!(wasShown && entry.isKept)) run.variables[entry.key] = entry.initial(run);
}

function look(run: Run, { name, text, kind, isRequired, entry }: CompiledField): ScreenField {
  return {
    name,
    text: String(text(run) ?? ''),
    kind,
    isRequired: isRequired(run),
    value: entry ? valueIn(run, entry) : null,
    ...(entry?.offered && { choices: entry.offered(run) }),
  };
}

function take(run: Run, fields: readonly CompiledField[], answers: Answers): void {
  for (const [name, answer] of Object.entries(answers)) {
    const field = fields.find((one) => one.name.toLowerCase() === name.toLowerCase());
    if (!field?.entry) throw new ScreenErrors({ [name]: 'There is no such field on the screen.' });
    run.variables[field.entry.key] = answer;
  }
  for (const name of Object.keys(answers)) {
    const field = fields.find((one) => one.name.toLowerCase() === name.toLowerCase())!;
    if (!field.isVisible(run)) throw new ScreenErrors({ [name]: 'The field is hidden.' });
  }
}

function errorOf(run: Run, { isRequired, entry }: CompiledField): string | undefined {
  if (!entry) return undefined;
  const value = valueIn(run, entry);
  if (isRequired(run) && (value === null || value === '')) return REQUIRED;
  return entry.refusal(value, run);
}
