import { compileFormula, type OperandType, type ResultType } from '../formula/index.ts';
import { child, childrenOf, textOf, type XmlElement } from '../metadata/xml.ts';
import type { Schema } from '../schema/types.ts';
import { FlowProblem, inFormula, invalid, notImplementedHere, wrongType } from './problems.ts';
import { resolveGlobal, type Reference, type TriggeringRecord } from './references.ts';
import type { Run } from './types.ts';
import { familyOf, templateReader, valueOf } from './values.ts';
import { flowVocabulary } from './vocabulary.ts';

/** Finds what a path refers to; undefined when there is no such thing. */
export type Resolve = (path: string) => Reference | undefined;

/** The Metadata API's FlowDataType, as far as form.ts lets it through. */
const dataTypes: Readonly<Record<string, OperandType>> = {
  String: 'string',
  Number: 'number',
  Currency: 'currency',
  Boolean: 'boolean',
  Date: 'date',
  DateTime: 'datetime',
};
const resultTypes: Readonly<Record<string, ResultType>> = {
  String: 'string',
  Number: 'number',
  Currency: 'number',
  Boolean: 'boolean',
  Date: 'date',
  DateTime: 'datetime',
};

/** How a resource of each kind is compiled. */
const kinds: Readonly<
  Record<string, (element: XmlElement, name: string, resolve: Resolve) => Reference>
> = {
  variables(element, name) {
    const key = name.toLowerCase();
    return {
      name,
      type: typeOf(element),
      read: (run) => run.variables[key] ?? null,
      write(run, value) {
        run.variables[key] = value;
      },
    };
  },
  constants(element, name, resolve) {
    const { type, read } = valueOf(child(element, 'value'), resolve);
    checkFamily(type, element);
    return { name, type: typeOf(element), read };
  },
  formulas(element, name, resolve) {
    const scale = textOf(element, 'scale');
    const read = inFormula(element, () =>
      compileFormula<Run>(textOf(element, 'expression')!, {
        vocabulary: flowVocabulary(resolve),
        returns: resultTypes[textOf(element, 'dataType')!]!,
        scale: scale === undefined ? undefined : Number(scale),
      }),
    );
    return { name, type: typeOf(element), read };
  },
  recordCreates(_element, name) {
    const key = name.toLowerCase();
    return { name, type: 'string', read: (run) => run.variables[key] ?? null };
  },
  textTemplates(element, name, resolve) {
    const read = templateReader(textOf(element, 'text')!, element, resolve);
    return { name, type: 'string', read };
  },
};

/** Elements whose name stands for what they give out: the Id of a created record. */
const hasOutput = (element: XmlElement): boolean =>
  element.name !== 'recordCreates' || textOf(element, 'storeOutputAutomatically') === 'true';

const typeOf = (element: XmlElement): OperandType => dataTypes[textOf(element, 'dataType')!]!;

function checkFamily(type: OperandType | undefined, element: XmlElement): void {
  if (type && familyOf(type) !== familyOf(typeOf(element))) throw wrongType('value', element);
}

export interface Resources {
  readonly resolve: Resolve;
  /** All resources, so that each is compiled even when nothing refers to it. */
  readonly compileAll: (report: (compile: () => void) => void) => void;
}

/** The flow's own resources and the platform's globals, compiled as they are referred to. */
export function resourcesOf(
  root: XmlElement,
  schema: Schema,
  record: TriggeringRecord | undefined,
): Resources {
  const elements = new Map<string, XmlElement>();
  for (const kind of Object.keys(kinds)) {
    for (const element of childrenOf(root, kind).filter(hasOutput)) {
      elements.set(textOf(element, 'name')!.toLowerCase(), element);
    }
  }
  const compiled = new Map<string, Reference | FlowProblem | 'in progress'>();
  const resolve: Resolve = (path) => {
    if (path.startsWith('$')) return resolveGlobal(path, schema, record);
    const key = path.toLowerCase();
    const element = elements.get(key);
    if (!element) return undefined;
    const done = compiled.get(key);
    if (done === 'in progress') throw invalid(`The resource "${path}" refers to itself.`, element);
    if (done instanceof FlowProblem) throw done;
    if (done) return done;
    compiled.set(key, 'in progress');
    try {
      const reference = kinds[element.name]!(element, textOf(element, 'name')!, resolve);
      compiled.set(key, reference);
      return reference;
    } catch (error) {
      if (error instanceof FlowProblem) compiled.set(key, error);
      throw error;
    }
  };
  return {
    resolve,
    compileAll(report) {
      for (const name of elements.keys()) report(() => resolve(name));
    },
  };
}

/** Sets every variable to its initial value. */
export function initialiser(root: XmlElement, resolve: Resolve): (run: Run) => void {
  const steps = childrenOf(root, 'variables').flatMap((element) => {
    const initial = child(element, 'value');
    if (!initial) return [];
    const { type, read } = valueOf(initial, resolve);
    checkFamily(type, element);
    const source = textOf(initial, 'elementReference');
    if (source !== undefined && !source.startsWith('$')) {
      throw notImplementedHere('resources as the default value of a variable', initial);
    }
    const key = textOf(element, 'name')!.toLowerCase();
    return [
      (run: Run) => {
        run.variables[key] = read(run);
      },
    ];
  });
  return (run) => {
    for (const step of steps) step(run);
  };
}
