import type { FastifyInstance } from 'fastify';
import { SalesforceError } from '../../errors.ts';
import type { CompiledFlow, FlowVariable } from '../../flow/types.ts';
import type { OperandType } from '../../formula/index.ts';
import { isLaunchable, launchFlow, requireRunFlow } from '../../records/launchedFlow.ts';
import { nameOf } from '../../records/flowVariables.ts';
import type { Org } from '../../org.ts';
import type { ApiContext } from '../context.ts';
import { rest } from './route.ts';

const PATH = '/actions/custom/flow';

/** Autolaunched flows as actions. (Actions Developer Guide, "Flow Actions") */
export function registerFlowActions(app: FastifyInstance, context: ApiContext): void {
  const { org } = context;

  rest(app, context, 'GET', PATH, ({ version }) => ({
    actions: org.flows
      .all()
      .filter(isLaunchable)
      .map(({ fullName, label }) => ({
        label,
        name: fullName,
        type: 'FLOW',
        url: `/services/data/v${version}${PATH}/${fullName}`,
      })),
  }));

  rest(app, context, 'GET', `${PATH}/:name`, ({ param }) => {
    const flow = requireFlow(org, param('name'));
    const variables = [...flow.variables.values()];
    return {
      description: flow.description,
      inputs: variables.filter(({ isInput }) => isInput).map(describeInput),
      label: flow.label,
      name: flow.fullName,
      outputs: variables.filter(({ isOutput }) => isOutput).map(describeVariable),
      standard: false,
      targetEntityName: null,
      type: 'FLOW',
    };
  });

  rest(app, context, 'POST', `${PATH}/:name`, ({ param, request, reply, access }) => {
    const flow = requireFlow(org, param('name'));
    requireRunFlow(access);
    const launched = launchFlow(org, flow, access, inputsOf(request.body));
    const results = launched.map((one) => ({
      actionName: flow.fullName,
      errors: 'error' in one ? [one.error] : null,
      isSuccess: 'outputs' in one,
      outputValues: 'outputs' in one ? { ...one.outputs, Flow__InterviewStatus: 'Finished' } : null,
      sortOrder: -1,
      version: 1,
    }));
    if (results.some(({ isSuccess }) => !isSuccess)) reply.status(400);
    return results;
  });
}

function requireFlow(org: Org, name: string): CompiledFlow {
  const flow = org.flows.named(name);
  if (flow && isLaunchable(flow)) return flow;
  throw new SalesforceError('NOT_FOUND', 'The requested resource does not exist', { status: 404 });
}

function inputsOf(body: unknown): Record<string, unknown>[] {
  const inputs = (body as { inputs?: unknown } | null | undefined)?.inputs;
  const isRecord = (one: unknown): one is Record<string, unknown> =>
    typeof one === 'object' && one !== null && !Array.isArray(one);
  if (Array.isArray(inputs) && inputs.length > 0 && inputs.every(isRecord)) return inputs;
  throw new SalesforceError(
    'INVALID_API_INPUT',
    'The body must have "inputs": an array with an object for each time that the flow is to run.',
  );
}

/** What actions call the types of values. */
const types: Readonly<Record<OperandType, string>> = {
  string: 'STRING',
  picklist: 'STRING',
  multipicklist: 'STRING',
  number: 'DOUBLE',
  percent: 'DOUBLE',
  currency: 'CURRENCY',
  boolean: 'BOOLEAN',
  date: 'DATE',
  datetime: 'DATETIME',
};

function describeVariable(variable: FlowVariable) {
  const { resource } = variable;
  const of =
    resource.kind === 'value'
      ? resource.value.type
      : resource.kind === 'record'
        ? resource.record.object
        : resource.collection.of;
  const name = nameOf(variable);
  return {
    description: null,
    label: name,
    maxOccurs: resource.kind === 'collection' ? 2000 : 1,
    name,
    picklistValues: null,
    sobjectType: typeof of === 'object' ? of.name : null,
    type: typeof of === 'object' ? 'SOBJECT' : types[of],
  };
}

const describeInput = (variable: FlowVariable) => ({
  ...describeVariable(variable),
  byteLength: 0,
  required: false,
});
