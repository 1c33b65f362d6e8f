import { child, childrenOf, textOf, type XmlElement } from '../metadata/xml.ts';
import type { Field, SObject, Values } from '../schema/types.ts';
import { fieldReader, operandTypeOf } from '../formula/index.ts';
import { compileCandidates } from './candidates.ts';
import { fieldOf, faultGuard, recordFault } from './inputs.ts';
import { invalid, noSuchField, notImplementedHere, wrongType } from './problems.ts';
import { collectionVariable, recordVariable, type Resolve } from './resolve.ts';
import type { Surroundings } from './surroundings.ts';
import type { FlowHost, FlowNode, Run } from './types.ts';
import { checkFits, collectionAt, recordAt, referenceAt } from './values.ts';

type Keep = (run: Run, found: readonly Values[]) => void;

/** Get Records: the first record that meets the filters, or all of them. */
export function compileRecordLookup(
  element: XmlElement,
  around: Surroundings,
): FlowNode['execute'] {
  const { target } = around;
  const candidates = compileCandidates(element, around);
  const keep = keeperOf(element, candidates.object, around.resolve);
  const next = target(child(element, 'connector'));
  const guard = faultGuard(element, recordFault('look up'), around);
  if (child(element, 'limit') && textOf(element, 'getFirstRecordOnly') === 'true') {
    throw invalid("A limit can't be set when only the first record is stored.", element);
  }
  return (run) =>
    guard(run, () => {
      keep(run, candidates.find(run));
      return next;
    });
}

/** Where what was found goes: by the element's own name, to a variable, or field by field. */
function keeperOf(element: XmlElement, object: SObject, resolve: Resolve): Keep {
  const fields = childrenOf(element, 'queriedFields').map(({ text }) => {
    const field = object.fields.get(text.trim().toLowerCase());
    if (!field || !operandTypeOf(field)) throw noSuchField(text, object.name, element);
    return field;
  });
  const pick = (record: Values, run: Run): Values =>
    fields.length > 0 ? picked(record, fields, run.interview.host) : { ...record };
  const outputs = childrenOf(element, 'outputAssignments');
  if (textOf(element, 'storeOutputAutomatically') === 'true') {
    const name = textOf(element, 'name')!;
    if (textOf(element, 'getFirstRecordOnly') === 'true') {
      const { write } = recordVariable(name, object);
      return (run, [first]) => {
        write!(run, first && pick(first, run));
      };
    }
    const { write } = collectionVariable(name, object);
    return (run, found) => {
      write!(
        run,
        found.map((record) => pick(record, run)),
      );
    };
  }
  if (outputs.length > 0) return fieldKeeper(element, object, resolve);
  if (!child(element, 'outputReference')) {
    throw invalid('Required field is missing: outputReference', element);
  }
  return variableKeeper(element, object, resolve, pick);
}

/** Without a record, variables keep what they hold unless the element says otherwise. */
const forgets = (element: XmlElement): boolean =>
  textOf(element, 'assignNullValuesIfNoRecordsFound') === 'true';

function variableKeeper(
  element: XmlElement,
  object: SObject,
  resolve: Resolve,
  pick: (record: Values, run: Run) => Values,
): Keep {
  const path = textOf(element, 'outputReference')!.trim();
  const fit = (of: unknown): void => {
    if (of !== object) throw wrongType('outputReference', element);
  };
  if (resolve.collection?.(path)) {
    const { of, write } = collectionAt(element, 'outputReference', resolve);
    fit(of);
    return (run, found) => {
      if (found.length > 0 || forgets(element)) {
        write!(
          run,
          found.map((record) => pick(record, run)),
        );
      }
    };
  }
  const { object: of, write } = recordAt(element, 'outputReference', resolve);
  fit(of);
  if (!write) throw invalid(`"${path}" can't be assigned a value.`, element);
  return (run, [first]) => {
    if (first || forgets(element)) write(run, first && pick(first, run));
  };
}

function fieldKeeper(element: XmlElement, object: SObject, resolve: Resolve): Keep {
  if (textOf(element, 'getFirstRecordOnly') === 'false') {
    throw notImplementedHere('outputAssignments of several records', element);
  }
  const outputs = childrenOf(element, 'outputAssignments').map((output) => {
    const field = fieldOf(output, 'field', object);
    const path = textOf(output, 'assignToReference')!.trim();
    const { write, type } = referenceAt(path, output, resolve);
    if (!write) throw invalid(`"${path}" can't be assigned a value.`, output);
    const read = fieldReader(field);
    checkFits({ type: operandTypeOf(field), read: () => null }, type, 'outputAssignments', output);
    return { read, write };
  });
  return (run, [first]) => {
    if (!first && !forgets(element)) return;
    for (const { read, write } of outputs) write(run, read(first, run.interview.host));
  };
}

/** The fields that the element asks for; the Id always comes with them. */
function picked(record: Values, fields: readonly Field[], host: FlowHost): Values {
  const values = fields.map((field) => [field.name, fieldReader(field)(record, host)] as const);
  return { ...Object.fromEntries(values), Id: record['Id']! };
}
