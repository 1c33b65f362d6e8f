import { toId18 } from '../ids.ts';
import { child, childrenOf, textOf, type XmlElement } from '../metadata/xml.ts';
import type { Value } from '../schema/types.ts';
import { invalid, noSuchField, notImplementedHere } from './problems.ts';
import type { Entry } from './screenFields.ts';
import type { Surroundings } from './surroundings.ts';
import type { Run } from './types.ts';
import { checkFits, referenceAt, valueOf } from './values.ts';

/** Inputs of the component that say how it looks. */
const ofAppearance = new Set(['fieldLevelHelp', 'label', 'placeholder', 'required']);
const understood = new Set(['fieldApiName', 'maxValues', 'objectApiName', 'recordId']);

/**
 * The component `flowruntime:lookup`: a record that a lookup field could point
 * at, among those that the user sees. (Salesforce Help, "Flow Screen Input
 * Component: Lookup")
 */
export function compileLookupField(element: XmlElement, around: Surroundings): Entry {
  const { schema, resolve } = around;
  const inputs = new Map(
    childrenOf(element, 'inputParameters').map((input) => [textOf(input, 'name')!.trim(), input]),
  );
  for (const [name, input] of inputs) {
    if (understood.has(name) || ofAppearance.has(name)) continue;
    throw notImplementedHere(`the input ${name} of flowruntime:lookup`, input);
  }
  const constant = (name: string): string => {
    const value = inputs.get(name) && child(inputs.get(name)!, 'value');
    const text = value && textOf(value, 'stringValue')?.trim();
    if (!text) throw invalid(`Required field is missing: ${name}`, element);
    return text;
  };
  const [objectName, fieldName] = [constant('objectApiName'), constant('fieldApiName')];
  const field = schema.field(objectName, fieldName);
  const targets = (field?.referenceTo ?? []).map((name) => schema.object(name)!);
  if (targets.length === 0) throw noSuchField(fieldName, objectName, element);

  const several = inputs.get('maxValues');
  if (several && textOf(child(several, 'value') ?? several, 'numberValue') !== '1') {
    throw notImplementedHere('several records in one flowruntime:lookup', several);
  }
  const given = inputs.get('recordId');
  const initial = valueOf(given && child(given, 'value'), resolve);
  checkFits(initial, 'string', 'inputParameters', element);
  const writes = outputs(element, around);
  return {
    key: outputKey(element),
    assign: (run, value) => {
      for (const write of writes) write(run, value);
    },
    initial: initial.read,
    isKept: textOf(element, 'inputsOnNextNavToAssocScrn') !== 'ResetValues',
    refusal(value, { interview: { host } }) {
      if (value === null || value === '') return undefined;
      const id = toId18(String(value));
      const target = targets.find(({ keyPrefix }) => id?.startsWith(keyPrefix));
      const isThere = target && host.findRecords(target.name, { Id: id! }).length > 0;
      return isThere ? undefined : `There is no record ${String(value)} to choose.`;
    },
  };
}

/** The variable behind the reference `Name.recordId`. */
export const outputKey = (element: XmlElement): string =>
  `${textOf(element, 'name')!.toLowerCase()}.recordid`;

/** Where else the chosen record's Id goes. */
function outputs(
  element: XmlElement,
  { resolve }: Surroundings,
): ((run: Run, value: Value) => void)[] {
  return childrenOf(element, 'outputParameters').map((output) => {
    const name = textOf(output, 'name')!.trim();
    if (name !== 'recordId') {
      throw notImplementedHere(`the output ${name} of flowruntime:lookup`, output);
    }
    const path = textOf(output, 'assignToReference')!.trim();
    const { write, type } = referenceAt(path, output, resolve);
    checkFits({ type: 'string', read: () => null }, type, 'outputParameters', output);
    if (!write) throw invalid(`"${path}" can't be assigned a value.`, output);
    return write;
  });
}
