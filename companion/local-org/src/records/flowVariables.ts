import { SalesforceError } from '../errors.ts';
import type { VariableResource } from '../flow/resolve.ts';
import type { CompiledFlow, FlowVariable, Held, Run } from '../flow/types.ts';
import { familyOf, type Family } from '../flow/values.ts';
import type { Value } from '../schema/types.ts';

/** What the values of each family are to a client. */
const shapes: Readonly<Record<Family, (value: Value) => boolean>> = {
  text: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number',
  boolean: (value) => typeof value === 'boolean',
  date: (value) => typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value),
  datetime: (value) => typeof value === 'string' && !Number.isNaN(Date.parse(value)),
};

/**
 * Puts what a client hands in into the input variables of a flow.
 * @throws {SalesforceError} INVALID_INPUT that names what does not fit
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
    run.variables[key] = readInput(name, variable.resource, given as Value, run);
  }
}

function readInput(name: string, resource: VariableResource, given: Value, run: Run): Held {
  if (given === null) return null;
  switch (resource.kind) {
    case 'value': {
      const family = familyOf(resource.value.type);
      if (shapes[family](given)) return given;
      throw wrong(`The input variable ${name} takes a ${family}.`);
    }
    case 'record': {
      const { object } = resource.record;
      const [found] = run.interview.host.findRecords(object.name, { Id: given });
      if (found) return found;
      throw wrong(`The input variable ${name} takes the Id of a record of ${object.name}.`);
    }
    case 'collection':
      throw wrong(`The input variable ${name} is a collection, which cannot be handed in here.`);
  }
}

const wrong = (message: string): SalesforceError => new SalesforceError('INVALID_INPUT', message);

/** What the output variables of a flow hold, by the names that they have there. */
export function readOutputs(flow: CompiledFlow, run: Run): Record<string, Held> {
  const outputs = [...flow.variables].filter(([, { isOutput }]) => isOutput);
  return Object.fromEntries(
    outputs.map(([key, variable]) => [nameOf(variable), run.variables[key] ?? null]),
  );
}

function nameOf({ resource }: FlowVariable): string {
  switch (resource.kind) {
    case 'value':
      return resource.value.name;
    case 'record':
      return resource.record.name;
    case 'collection':
      return resource.collection.name;
  }
}
