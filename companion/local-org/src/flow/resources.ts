import { compileFormula, type OperandType, type ResultType } from '../formula/index.ts';
import { child, childrenOf, textOf, type XmlElement } from '../metadata/xml.ts';
import type { Schema, SObject, Value } from '../schema/types.ts';
import { FlowProblem, inFormula, invalid, notImplementedHere, wrongType } from './problems.ts';
import {
  fieldOfRecord,
  globalRecord,
  resolveGlobal,
  type Reference,
  type TriggeringRecord,
} from './references.ts';
import {
  collectionVariable,
  recordVariable,
  type RecordReference,
  type Resolve,
  type Resource,
  type VariableResource,
} from './resolve.ts';
import type { FlowVariable, Run } from './types.ts';
import { compileChoice, compileChoiceSet } from './choices.ts';
import { outputKey } from './lookupField.ts';
import { fieldsIn, fieldType } from './screenFields.ts';
import { collectionAt, dataTypes, familyOf, templateReader, valueOf } from './values.ts';
import { flowVocabulary } from './vocabulary.ts';

const resultTypes: Readonly<Record<string, ResultType>> = {
  String: 'string',
  Number: 'number',
  Currency: 'number',
  Boolean: 'boolean',
  Date: 'date',
  DateTime: 'datetime',
};

interface Around {
  readonly schema: Schema;
  readonly resolve: Resolve;
}
type Compile = (element: XmlElement, name: string, around: Around) => Resource;

const value = (reference: Reference): Resource => ({ kind: 'value', value: reference });

/** How a resource of each kind is compiled. */
const kinds: Readonly<Record<string, Compile>> = {
  variables(element, name, { schema }) {
    const of =
      textOf(element, 'dataType') === 'SObject' ? objectOf(element, schema) : typeOf(element);
    if (textOf(element, 'isCollection') === 'true') {
      return { kind: 'collection', collection: collectionVariable(name, of) };
    }
    if (typeof of === 'object') return { kind: 'record', record: recordVariable(name, of) };
    const key = name.toLowerCase();
    return value({
      name,
      type: of,
      read: (run) => (run.variables[key] ?? null) as Value,
      write(run, held) {
        run.variables[key] = held;
      },
    });
  },
  constants(element, name, { resolve }) {
    const { type, read } = valueOf(child(element, 'value'), resolve);
    checkFamily(type, element);
    return value({ name, type: typeOf(element), read });
  },
  formulas(element, name, { resolve }) {
    const scale = textOf(element, 'scale');
    const read = inFormula(element, () =>
      compileFormula<Run>(textOf(element, 'expression')!, {
        vocabulary: flowVocabulary(resolve),
        returns: resultTypes[textOf(element, 'dataType')!]!,
        scale: scale === undefined ? undefined : Number(scale),
      }),
    );
    return value({ name, type: typeOf(element), read });
  },
  textTemplates(element, name, { resolve }) {
    const read = templateReader(textOf(element, 'text')!, element, resolve);
    return value({ name, type: 'string', read });
  },
  choices(element, name, around) {
    const choices = compileChoice(element, typeOf(element), around);
    return { kind: 'choices', choices, value: { name, type: choices.type, read: choices.read } };
  },
  dynamicChoiceSets(element, _name, around) {
    return { kind: 'choices', choices: compileChoiceSet(element, typeOf(element), around) };
  },
  fields(element, name) {
    const isComponent = textOf(element, 'fieldType') === 'ComponentInstance';
    const key = isComponent ? outputKey(element) : name.toLowerCase();
    const type = isComponent ? 'string' : fieldType(element);
    const read = (run: Run): Value => (run.variables[key] ?? null) as Value;
    if (!isComponent) return value({ name, type, read });
    const output = { name: `${name}.recordId`, type, read };
    return { kind: 'component', outputs: new Map([['recordid', output]]) };
  },
  recordCreates(_element, name) {
    const key = name.toLowerCase();
    return value({ name, type: 'string', read: (run) => (run.variables[key] ?? null) as Value });
  },
  recordLookups(element, name, { schema }) {
    const object = objectOf(element, schema, 'object');
    const single = textOf(element, 'getFirstRecordOnly') === 'true';
    return single
      ? { kind: 'record', record: recordVariable(name, object) }
      : { kind: 'collection', collection: collectionVariable(name, object) };
  },
  collectionProcessors(element, name, { resolve }) {
    const { of } = collectionAt(element, 'collectionReference', resolve);
    return { kind: 'collection', collection: collectionVariable(name, of) };
  },
  loops(element, name, { resolve }) {
    const { of } = collectionAt(element, 'collectionReference', resolve);
    if (typeof of === 'object') return { kind: 'record', record: recordVariable(name, of) };
    const key = name.toLowerCase();
    return value({ name, type: of, read: (run) => (run.variables[key] ?? null) as Value });
  },
};

/** Fields of a screen that hold no value. */
const valueless = new Set(['DisplayText', 'Region', 'RegionContainer']);

/** Whether an element's name stands for what it gives out. */
const hasOutput = (element: XmlElement): boolean => {
  switch (element.name) {
    case 'recordCreates':
    case 'recordLookups':
      return textOf(element, 'storeOutputAutomatically') === 'true';
    case 'loops':
      return child(element, 'assignNextValueToReference') === undefined;
    case 'collectionProcessors':
      return textOf(element, 'collectionProcessorType') === 'FilterCollectionProcessor';
    case 'fields':
      return !valueless.has(textOf(element, 'fieldType')!);
    default:
      return true;
  }
};

function objectOf(element: XmlElement, schema: Schema, place = 'objectType'): SObject {
  const name = textOf(element, place)?.trim();
  if (!name) throw invalid(`Required field is missing: ${place}`, element);
  const object = schema.object(name);
  if (object) return object;
  throw invalid(`The object "${name}" doesn't exist.`, element);
}

const typeOf = (element: XmlElement): OperandType => dataTypes[textOf(element, 'dataType')!]!;

function checkFamily(type: OperandType | undefined, element: XmlElement): void {
  if (type && familyOf(type) !== familyOf(typeOf(element))) throw wrongType('value', element);
}

/** Fields stand in the flow's screens, all else in the flow itself. */
const named = (root: XmlElement, kind: string): XmlElement[] =>
  kind === 'fields' ? childrenOf(root, 'screens').flatMap(fieldsIn) : childrenOf(root, kind);

export interface Resources {
  readonly resolve: Resolve;
  /** All resources, so that each is compiled even when nothing refers to it. */
  readonly compileAll: (report: (compile: () => void) => void) => void;
}

/** The flow's own resources and the platform's globals, compiled as they are referred to. */
export function resourcesOf(
  root: XmlElement,
  schema: Schema,
  triggering: TriggeringRecord | undefined,
): Resources {
  const elements = new Map<string, XmlElement>();
  for (const kind of Object.keys(kinds)) {
    for (const element of named(root, kind).filter(hasOutput)) {
      elements.set(textOf(element, 'name')!.toLowerCase(), element);
    }
  }
  const compiled = new Map<string, Resource | FlowProblem | 'in progress'>();
  const compile = (name: string): Resource | undefined => {
    const key = name.toLowerCase();
    const element = elements.get(key);
    if (!element) return undefined;
    const done = compiled.get(key);
    if (done === 'in progress') throw invalid(`The resource "${name}" refers to itself.`, element);
    if (done instanceof FlowProblem) throw done;
    if (done) return done;
    compiled.set(key, 'in progress');
    try {
      const around = { schema, resolve };
      const resource = kinds[element.name]!(element, textOf(element, 'name')!, around);
      compiled.set(key, resource);
      return resource;
    } catch (error) {
      if (error instanceof FlowProblem) compiled.set(key, error);
      throw error;
    }
  };
  const recordAt = (path: string): RecordReference | undefined => {
    if (path.startsWith('$')) return triggering && globalRecord(path, schema, triggering);
    const resource = compile(path);
    return resource?.kind === 'record' ? resource.record : undefined;
  };
  const resolveValue = (path: string): Reference | undefined => {
    if (path.startsWith('$')) return resolveGlobal(path, schema, triggering);
    const [root = '', ...segments] = path.split('.');
    if (segments.length > 0) {
      const holder = root.startsWith('$') ? undefined : compile(root);
      if (holder?.kind === 'component') return holder.outputs.get(segments.join('.').toLowerCase());
      const record = recordAt(root);
      return record && fieldOfRecord(record, segments, schema);
    }
    const resource = compile(root);
    const holdsValue = resource?.kind === 'value' || resource?.kind === 'choices';
    return holdsValue ? resource.value : undefined;
  };
  const resolve: Resolve = Object.assign(resolveValue, {
    record: recordAt,
    collection: (path: string) => {
      const resource = compile(path);
      return resource?.kind === 'collection' ? resource.collection : undefined;
    },
    choices: (name: string) => {
      const resource = compile(name);
      return resource?.kind === 'choices' ? resource.choices : undefined;
    },
  });
  return {
    resolve,
    compileAll(report) {
      for (const name of elements.keys()) report(() => compile(name));
    },
  };
}

/** The flow's variables as other flows may use them, by name in lower case. */
export function variablesOf(root: XmlElement, resolve: Resolve): Map<string, FlowVariable> {
  const variables = childrenOf(root, 'variables').map((element) => {
    const name = textOf(element, 'name')!;
    const [reference, record] = [resolve(name), resolve.record?.(name)];
    const resource: VariableResource = reference
      ? { kind: 'value', value: reference }
      : record
        ? { kind: 'record', record }
        : { kind: 'collection', collection: resolve.collection!(name)! };
    const isInput = textOf(element, 'isInput') === 'true';
    const isOutput = textOf(element, 'isOutput') === 'true';
    return [name.toLowerCase(), { isInput, isOutput, resource }] as const;
  });
  return new Map(variables);
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
