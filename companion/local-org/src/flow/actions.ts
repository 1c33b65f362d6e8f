import { child, childrenOf, textOf, type XmlElement } from '../metadata/xml.ts';
import type { Value } from '../schema/types.ts';
import { emailAlert, emailSimple } from './emailActions.ts';
import { faultGuard, refuseBeforeSave } from './inputs.ts';
import { FlowProblem, invalid, notImplementedHere } from './problems.ts';
import type { Resolve } from './resolve.ts';
import type { Surroundings } from './surroundings.ts';
import type { FlowHost, FlowNode, Item, Run } from './types.ts';
import { collectionAt, familyOf, valueOf } from './values.ts';

/** What an input of an action takes. A `list` is text with commas or a collection of texts. */
export type InputKind = 'text' | 'boolean' | 'texts' | 'list';
export interface ActionInput {
  readonly kind: InputKind;
  readonly required?: boolean;
  /** The one value that is carried out; any other is refused. */
  readonly only?: boolean;
}

/** What the inputs of a call hold, by their names; absent where nothing is given. */
export type Inputs = Readonly<Record<string, Value | readonly Item[] | undefined>>;

/** An action of the platform. */
export interface Action {
  readonly inputs: Readonly<Record<string, ActionInput>>;
  /** Inputs that the platform has and the local org does not carry out. */
  readonly notImplemented: readonly string[];
  readonly needsTransactionModel: boolean;
  /** Whether there is one of that name. */
  readonly exists: (name: string, around: Surroundings) => boolean;
  readonly call: (host: FlowHost, name: string, inputs: Inputs) => void;
}

/** By `actionType`. */
const actions: Readonly<Record<string, Action>> = { emailAlert, emailSimple };

/** Action: does what the platform brings beside saving records, here sending e-mail. */
export function compileAction(element: XmlElement, around: Surroundings): FlowNode['execute'] {
  refuseBeforeSave(element, around, 'call actions');
  const type = textOf(element, 'actionType')!.trim();
  const name = textOf(element, 'actionName')!.trim();
  const action = actions[type];
  if (!action) throw notImplementedHere(`actions of the type ${type}`, element);
  if (!action.exists(name, around)) {
    throw invalid(
      "We can't find an action with the name and action type that you specified.",
      element,
    );
  }
  checkSettings(element, name, action, around);
  const inputs = compileInputs(element, action, around.resolve);
  const next = around.target(child(element, 'connector'));
  const guard = faultGuard(element, ({ message }) => message, around);
  return (run) =>
    guard(run, () => {
      const given = inputs.map(([key, read]) => [key, read(run)] as const);
      action.call(run.interview.host, name, Object.fromEntries(given));
      return next;
    });
}

function checkSettings(
  element: XmlElement,
  name: string,
  action: Action,
  { processType }: Surroundings,
): void {
  const model = textOf(element, 'flowTransactionModel');
  const isScreenFlow = processType === 'Flow';
  if (isScreenFlow && model === 'NewTransaction') {
    throw notImplementedHere('NewTransaction as flowTransactionModel of an action', element);
  }
  // (issue paull10au/qsyd_InvocableEmailActions#10)
  const suits =
    model === undefined ? !action.needsTransactionModel : model === 'CurrentTransaction';
  if (!isScreenFlow && !suits) {
    throw invalid(
      "The process type 'Autolaunched Flow' only supports 'CurrentTransaction' in 'FlowTransactionModel'",
      element,
    );
  }
  // Flow Builder writes 0, which is no wait at all.
  if (Number(textOf(element, 'offset') ?? 0) !== 0)
    throw notImplementedHere('an offset of an action', element);
  const segment = textOf(element, 'nameSegment') ?? name;
  if (segment !== name)
    throw invalid(`The name segment "${segment}" is not the action's name.`, element);
}

type ReadInput = (run: Run) => Value | readonly Item[] | undefined;

function compileInputs(
  element: XmlElement,
  action: Action,
  resolve: Resolve,
): (readonly [string, ReadInput])[] {
  const given = new Set<string>();
  const inputs = childrenOf(element, 'inputParameters').map((parameter) => {
    const name = textOf(parameter, 'name')!.trim();
    const input = action.inputs[name];
    if (!input) {
      throw action.notImplemented.includes(name)
        ? notImplementedHere(`the input ${name} of this action`, parameter)
        : invalid(`The action has no input parameter "${name}".`, parameter);
    }
    if (given.has(name)) throw invalid(`The input parameter "${name}" is set twice.`, parameter);
    given.add(name);
    return [name, inputReader(parameter, name, input, resolve)] as const;
  });
  for (const [name, { required }] of Object.entries(action.inputs)) {
    if (!required || given.has(name)) continue;
    // (issue UnofficialSF/LightningFlowComponents#925, as the next message)
    throw invalid(`A required input parameter is missing: "${name}"`, element);
  }
  return inputs;
}

function inputReader(
  parameter: XmlElement,
  name: string,
  { kind, only }: ActionInput,
  resolve: Resolve,
): ReadInput {
  const value = child(parameter, 'value');
  const wrong = (): FlowProblem =>
    invalid(
      `The type for the input parameter "${name}" doesn't match the type for the assigned value.`,
      parameter,
    );
  const path = value && textOf(value, 'elementReference')?.trim();
  if (path !== undefined && kind !== 'text' && kind !== 'boolean' && resolve.collection?.(path)) {
    const { of, read } = collectionAt(value!, 'elementReference', resolve);
    if (typeof of === 'object' || familyOf(of) !== 'text') throw wrong();
    return read;
  }
  if (kind === 'texts') throw wrong();
  const { type, read } = valueOf(value, resolve);
  if (type && familyOf(type) !== (kind === 'boolean' ? 'boolean' : 'text')) throw wrong();
  if (only === undefined) return read;
  const isConstant = value !== undefined && child(value, 'booleanValue') !== undefined;
  if (!isConstant || (textOf(value, 'booleanValue') === 'true') !== only) {
    throw notImplementedHere(`the input ${name} of this action other than ${only}`, parameter);
  }
  return () => undefined;
}
