import { SalesforceError } from '../errors.ts';
import type { VariableResource } from '../flow/resolve.ts';
import type { CompiledFlow, FlowVariable, Held, Run } from '../flow/types.ts';
import { familyOf, type Family } from '../flow/values.ts';
import type { OperandType } from '../formula/index.ts';
import { toId18 } from '../ids.ts';
import type { SObject, Value, Values } from '../schema/types.ts';
import { readValue } from './input.ts';

/** What the values of each family are to a client. */
const shapes: Readonly<Record<Family, (value: unknown) => boolean>> = {
  text: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number',
  boolean: (value) => typeof value === 'boolean',
  date: (value) => typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value),
  datetime: (value) => typeof value === 'string' && !Number.isNaN(Date.parse(value)),
};

/**
 * Puts what a client hands in into the input variables of a flow.
 * @throws {SalesforceError} INVALID_API_INPUT that names what does not fit
 */
export function readInputs(
  flow: CompiledFlow,
  run: Run,
  inputs: Readonly<Record<string, unknown>>,
): void {
  for (const [name, given] of Object.entries(inputs)) {
    const key = name.toLowerCase();
    const variable = flow.variables.get(key);
    if (!variable?.isInput) {
      throw wrong(`The flow ${flow.fullName} has no input variable ${name}.`);
    }
    run.variables[key] = readInput(name, variable.resource, given, run);
  }
}

function readInput(name: string, resource: VariableResource, given: unknown, run: Run): Held {
  if (given === null) return null;
  switch (resource.kind) {
    case 'value':
      return readValueInput(name, resource.value.type, given);
    case 'record':
      return readRecordInput(name, resource.record.object, given, run);
    case 'collection': {
      if (!Array.isArray(given)) throw wrong(`The input variable ${name} takes an array.`);
      const { of } = resource.collection;
      return given.map((item: unknown) =>
        typeof of === 'object'
          ? readRecordInput(name, of, item, run)
          : readValueInput(name, of, item),
      );
    }
  }
}

function readValueInput(name: string, type: OperandType, given: unknown): Value {
  const family = familyOf(type);
  if (shapes[family](given)) return given as Value;
  throw wrong(`The input variable ${name} takes a ${family}.`);
}

/** A record comes as its Id, or with its fields. */
function readRecordInput(name: string, object: SObject, given: unknown, run: Run): Values {
  if (typeof given === 'object' && given !== null && !Array.isArray(given)) {
    const fields = Object.entries(given).filter(([key]) => key !== 'attributes');
    const values = fields.map(([key, value]) => {
      const field = object.fields.get(key.toLowerCase());
      if (field) return [field.name, readValue(field, value)] as const;
      throw wrong(`No such column '${key}' on sobject of type ${object.name}`);
    });
    return Object.fromEntries(values);
  }
  const found =
    typeof given === 'string' &&
    run.interview.host.findRecords(object.name, { Id: toId18(given) ?? given })[0];
  if (found) return found;
  throw wrong(`The input variable ${name} takes the Id of a record of ${object.name}.`);
}

const wrong = (message: string): SalesforceError =>
  new SalesforceError('INVALID_API_INPUT', message);

/** What the output variables of a flow hold, by the names that they have there. */
export function readOutputs(flow: CompiledFlow, run: Run): Record<string, Held> {
  const outputs = [...flow.variables].filter(([, { isOutput }]) => isOutput);
  return Object.fromEntries(
    outputs.map(([key, variable]) => [nameOf(variable), run.variables[key] ?? null]),
  );
}

/** A variable's name as its flow spells it. */
export function nameOf({ resource }: FlowVariable): string {
  switch (resource.kind) {
    case 'value':
      return resource.value.name;
    case 'record':
      return resource.record.name;
    case 'collection':
      return resource.collection.name;
  }
}
