import { SalesforceError } from '../errors.ts';
import { beginInterview, FlowFault, runNodes } from '../flow/run.ts';
import { LimitExceeded, type CompiledFlow, type Held } from '../flow/types.ts';
import type { Org } from '../org.ts';
import type { Access } from '../schema/types.ts';
import { transaction } from '../storage/database.ts';
import { reportFault } from './faultReport.ts';
import { readInputs, readOutputs } from './flowVariables.ts';
import { asSaveError, type SaveError } from './saveError.ts';
import { beginTransaction } from './transaction.ts';
import { launchedInterview } from './userInterview.ts';

/** Flows that a client can launch: active, started by nothing else, without screens. */
export const isLaunchable = ({ processType, trigger, schedule }: CompiledFlow): boolean =>
  processType === 'AutoLaunchedFlow' && !trigger && !schedule;

/** (Salesforce Help, "Give Users Access to Flows") */
export function requireRunFlow(access: Access): void {
  if (access.hasUserPermission('RunFlow')) return;
  throw new SalesforceError(
    'INSUFFICIENT_ACCESS',
    'You do not have the level of access necessary to perform the operation you requested.',
    { status: 403 },
  );
}

/** How one interview ended. */
export type Launched = { readonly outputs: Record<string, Held> } | { readonly error: SaveError };

/**
 * Runs a flow for a user, once for each set of inputs: each either to its end
 * or not at all, together in one transaction of the platform.
 * (Salesforce Help, "Which User Context Does a Flow Run In?")
 */
export function launchFlow(
  org: Org,
  flow: CompiledFlow,
  access: Access,
  inputs: readonly Readonly<Record<string, unknown>>[],
): Launched[] {
  const tx = beginTransaction(org, org.user(access.userId)!);
  return inputs.map((given) => {
    try {
      return transaction(org.db, () => {
        const run = beginInterview(flow, launchedInterview(tx, access, flow.runInMode));
        readInputs(flow, run, given);
        runNodes(run, flow.program.first);
        return { outputs: readOutputs(flow, run) };
      });
    } catch (error) {
      const known = endedBy(org, flow, error, tx.now);
      if (known instanceof SalesforceError) return { error: asSaveError(known) };
      throw known;
    }
  });
}

/** What whoever runs the flow is told; the administrator is told of a fault, too. */
export function endedBy(org: Org, flow: CompiledFlow, error: unknown, at: Date): unknown {
  if (!(error instanceof FlowFault || error instanceof LimitExceeded)) return error;
  reportFault(org, flow, error, at);
  return new SalesforceError(
    'UNKNOWN_EXCEPTION',
    `An unhandled fault has occurred in this flow: ${error.detail}`,
  );
}
