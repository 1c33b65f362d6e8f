import type { Plan } from '../worksheet/interfaces.ts';
import { namesOf, packageParts } from './packageParts.ts';
import { query } from './questions.ts';

/** Every flow of the org with its versions (Object Reference, "FlowDefinitionView"). */
export const everyFlow = query(
  'SELECT ApiName, Label, ProcessType, TriggerType, TriggerObjectOrEventId, IsActive, ActiveVersionId, LatestVersionId FROM FlowDefinitionView',
);

/** Names of the flows that the package of a plan brings. */
export function ourFlows(plan: Plan): string[] {
  return namesOf(packageParts(plan), 'Flow');
}
