import { child, childrenOf, textOf, type XmlElement } from '../metadata/xml.ts';
import { invalid, notImplementedHere, wrongType } from './problems.ts';
import { copyOf, type Resolve, type VariableResource } from './resolve.ts';
import { runNodes } from './run.ts';
import type { FlowNamed, Surroundings } from './surroundings.ts';
import type { FlowNode, FlowVariable, Held, Item, Run } from './types.ts';
import { checkFits, collectionAt, familyOf, recordAt, valueOf } from './values.ts';

/** Subflow: runs another active flow with values of this one, in the same transaction. */
export function compileSubflow(element: XmlElement, around: Surroundings): FlowNode['execute'] {
  const { resolve, target, catalogue } = around;
  const name = textOf(element, 'flowName')!.trim();
  const flow = catalogue.flowNamed(name);
  if (flow?.processType === 'Flow') {
    throw notImplementedHere('screen flows as subflows', element);
  }
  if (!flow || flow.trigger || flow.schedule) {
    throw invalid(`The flow "${name}" isn't an active autolaunched flow.`, element);
  }
  const variable = (place: XmlElement, access: 'isInput' | 'isOutput'): [string, FlowVariable] => {
    const key = textOf(place, 'name')!.trim().toLowerCase();
    const found = flow.variables.get(key);
    if (found?.[access]) return [key, found];
    const kind = access === 'isInput' ? 'input' : 'output';
    throw invalid(`The flow "${name}" has no ${kind} variable "${key}".`, place);
  };
  const inputs = childrenOf(element, 'inputAssignments').map((input) => {
    const [key, { resource }] = variable(input, 'isInput');
    const value = child(input, 'value') ?? input;
    return { key, read: inputReader(value, resource, resolve) };
  });
  const outputs = childrenOf(element, 'outputAssignments').map((output) => {
    const [key, { resource }] = variable(output, 'isOutput');
    return { key, write: outputWriter(output, resource, resolve) };
  });
  const next = target(child(element, 'connector'));
  return (run) => {
    const called: Run = { ...run, flow, variables: {}, assigned: new Set(), faultMessage: null };
    flow.program.initialise(called);
    for (const { key, read } of inputs) called.variables[key] = read(run);
    runNodes(called, flow.program.first);
    for (const { key, write } of outputs) write(run, called.variables[key] ?? null);
    return next;
  };
}

const copyOfHeld = (held: Held): Held => (Array.isArray(held) ? held.map(copyOf) : copyOf(held));

/** What an input is given, checked against the variable that takes it. */
function inputReader(
  value: XmlElement,
  variable: VariableResource,
  resolve: Resolve,
): (run: Run) => Held {
  switch (variable.kind) {
    case 'value': {
      const given = valueOf(value, resolve);
      checkFits(given, variable.value.type, 'inputAssignments', value);
      return given.read;
    }
    case 'record': {
      const { object, read } = recordAt(value, 'elementReference', resolve);
      if (object !== variable.record.object) throw wrongType('inputAssignments', value);
      return (run) => copyOfHeld(read(run) ?? null);
    }
    case 'collection': {
      const { of, read } = collectionAt(value, 'elementReference', resolve);
      if (of !== variable.collection.of) throw wrongType('inputAssignments', value);
      return (run) => copyOfHeld([...(read(run) ?? [])]);
    }
  }
}

/** Where an output goes. */
function outputWriter(
  output: XmlElement,
  variable: VariableResource,
  resolve: Resolve,
): (run: Run, held: Held) => void {
  const place = 'assignToReference';
  switch (variable.kind) {
    case 'value': {
      const to = resolve(textOf(output, place)!.trim());
      const fits = to && familyOf(to.type) === familyOf(variable.value.type);
      if (!fits || !to.write) throw wrongType(place, output);
      return to.write as (run: Run, held: Held) => void;
    }
    case 'record': {
      const { object, write } = recordAt(output, place, resolve);
      if (object !== variable.record.object || !write) throw wrongType(place, output);
      return (run, held) => {
        write(run, (held ?? undefined) as Parameters<typeof write>[1]);
      };
    }
    case 'collection': {
      const { of, write } = collectionAt(output, place, resolve);
      if (of !== variable.collection.of || !write) throw wrongType(place, output);
      return (run, held) => {
        write(run, (held ?? []) as Item[]);
      };
    }
  }
}

/**
 * The flows that a flow calls, directly or through others.
 * @throws {FlowProblem} when one of them calls the flow itself
 */
export function callsOf(root: XmlElement, fullName: string, flowNamed: FlowNamed): Set<string> {
  const own = fullName.toLowerCase();
  const calls = new Set<string>();
  for (const element of childrenOf(root, 'subflows')) {
    const name = textOf(element, 'flowName')!.trim();
    for (const called of [name.toLowerCase(), ...(flowNamed(name)?.calls ?? [])]) calls.add(called);
    if (calls.has(own)) throw invalid(`The flow "${name}" leads back to this flow.`, element);
  }
  return calls;
}
