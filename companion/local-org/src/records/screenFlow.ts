import { SalesforceError } from '../errors.ts';
import { beginInterview, runNodes } from '../flow/run.ts';
import { ScreenErrors, type Answers, type Screen } from '../flow/screenTypes.ts';
import type { FlowNode, Held, Run } from '../flow/types.ts';
import type { Org } from '../org.ts';
import type { Value } from '../schema/types.ts';
import { transaction } from '../storage/database.ts';

import { readInputs, readOutputs } from './flowVariables.ts';
import { endedBy, requireRunFlow } from './launchedFlow.ts';
import { beginTransaction } from './transaction.ts';
import { launchedInterview } from './userInterview.ts';

/** A screen flow that a user goes through. */
export interface ScreenInterview {
  /** What the user has before them; undefined when the flow has ended. */
  readonly screen: Screen | undefined;
  /**
   * Goes on to the next screen, or to the end.
   * @param answers what the user enters, by the names of the fields
   * @throws {ScreenErrors} when something is wrong with it; the screen stays
   * @throws {SalesforceError} when the flow fails; it has ended then
   */
  readonly next: (answers?: Answers) => void;
  /** What the flow's output variables hold, by their names. */
  readonly outputs: () => Record<string, Held>;
}

/**
 * Starts the active version of a screen flow for a user.
 * @param inputs of its input variables; a record variable takes the record's Id
 * @throws {SalesforceError} without such a flow, without the permission to run it, with inputs
 * that it does not have, or when it fails before its first screen
 */
export function startScreenFlow(
  org: Org,
  name: string,
  userId: string,
  inputs: Readonly<Record<string, Value>>,
): ScreenInterview {
  const flow = org.flows.named(name);
  if (flow?.processType !== 'Flow') {
    throw new SalesforceError('NOT_FOUND', `There is no active screen flow ${name}.`);
  }
  const access = org.accessOf(userId);
  requireRunFlow(access);
  let run: Run | undefined;
  let waiting: FlowNode | undefined;
  let screen: Screen | undefined;

  /** What happens between two screens is one transaction. */
  const advance = (step: (run: Run) => FlowNode | undefined): void => {
    const tx = beginTransaction(org, org.user(userId)!);
    const interview = launchedInterview(tx, access, flow.runInMode);
    try {
      transaction(org.db, () => {
        run = run ? { ...run, interview } : beginInterview(flow, interview);
        waiting = runNodes(run, step(run));
        screen = waiting?.screen?.show(run);
      });
    } catch (error) {
      if (error instanceof ScreenErrors) throw error;
      [waiting, screen] = [undefined, undefined];
      throw endedBy(org, flow, error, tx.now);
    }
  };

  advance((begun) => {
    readInputs(flow, begun, inputs);
    return flow.program.first;
  });
  return {
    get screen() {
      return screen;
    },
    next: (answers = {}) => {
      if (!waiting) throw new SalesforceError('INVALID_OPERATION', `The flow ${name} has ended.`);
      const { submit } = waiting.screen!;
      advance((going) => submit(going, answers));
    },
    outputs: () => readOutputs(flow, run!),
  };
}
