import { FlowFault, type CompiledFlow, type FlowNode, type Interview, type Run } from './types.ts';

export { FlowFault } from './types.ts';
export type { CompiledFlow, FlowHost, FlowStatus, FlowTrigger, Interview } from './types.ts';

/** Platform documentation, "Per-Transaction Flow Limits": until API version 56. */
const elementsUntilVersion56 = 2_000;
/**
 * Later versions are stopped by the CPU time of the transaction, 10 seconds. A
 * count stands in for it, so that the same flow always ends in the same way.
 */
const elementsInCpuTime = 100_000;

/** Whether a record-triggered flow runs for this save, by its entry conditions alone. */
export function meetsEntryConditions(flow: CompiledFlow, interview: Interview): boolean {
  return flow.program.meetsEntryConditions(begin(flow, interview, interview.record));
}

/** Whether the record meets the flow's conditions as it is now. */
export function conditionsHold(flow: CompiledFlow, interview: Interview): boolean {
  return flow.program.conditionsHold(begin(flow, interview, interview.record));
}

/**
 * Runs a flow to its end: the part of it that belongs to the save, or one of
 * its scheduled paths.
 * @throws {FlowFault} when an element fails and has no fault path
 * @throws {SalesforceError} FIELD_CUSTOM_VALIDATION_EXCEPTION for a custom error
 */
export function runFlow(
  flow: CompiledFlow,
  interview: Interview,
  path: { readonly first: FlowNode | undefined } = flow.program,
): void {
  const inPlace = flow.trigger?.type === 'RecordBeforeSave';
  const run = begin(flow, interview, inPlace ? interview.record : { ...interview.record });
  flow.program.initialise(run);
  runNodes(run, path.first);
}

/**
 * Follows the connectors from one element to the end, or to the next screen.
 * @returns the screen
 */
export function runNodes(run: Run, first: FlowNode | undefined): FlowNode | undefined {
  const { label, apiVersion } = run.flow;
  const limit = apiVersion < 57 ? elementsUntilVersion56 : elementsInCpuTime;
  let executed = 0;
  for (let node = first; node; node = node.execute(run)) {
    if (node.screen) return node;
    if (++executed > limit) throw new FlowFault(label, limitExceeded(limit));
  }
  return undefined;
}

/** A new interview of a flow, its variables as they begin. */
export function beginInterview(flow: CompiledFlow, interview: Interview): Run {
  const run = begin(flow, interview, {});
  flow.program.initialise(run);
  return run;
}

const begin = (flow: CompiledFlow, interview: Interview, record: Interview['record']): Run => ({
  flow,
  interview,
  record,
  prior: interview.prior,
  isNew: interview.isNew,
  variables: {},
  assigned: new Set(),
  faultMessage: null,
});

const limitExceeded = (limit: number): string =>
  limit === elementsUntilVersion56
    ? 'Number of iterations exceeded.'
    : 'System.LimitException: Apex CPU time limit exceeded.';
