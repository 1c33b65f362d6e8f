import type { Connection } from '@salesforce/core';
import { quote } from '../salesforce/soql.ts';

/** Whether the version of a flow that was just deployed is the one that runs. */
export interface FlowState {
  name: string;
  active: boolean;
}

interface FlowDefinitionView {
  ApiName: string;
  IsActive: boolean;
  ActiveVersionId: string | null;
  LatestVersionId: string | null;
}

/**
 * A deployment can succeed and leave a flow inactive: a production org without
 * the setting to deploy flows as active says nothing about it, and a version
 * can land as an invalid draft. So what runs is asked, never assumed.
 */
export async function readFlowStates(
  connection: Connection,
  names: readonly string[],
): Promise<FlowState[]> {
  if (names.length === 0) return [];
  const { records } = await connection.query<FlowDefinitionView>(
    `SELECT ApiName, IsActive, ActiveVersionId, LatestVersionId FROM FlowDefinitionView WHERE ApiName IN (${names.map(quote).join(', ')})`,
  );
  const views = new Map(records.map((view) => [view.ApiName, view]));
  return names.map((name) => ({ name, active: runsLatestVersion(views.get(name)) }));
}

function runsLatestVersion(view: FlowDefinitionView | undefined): boolean {
  return view?.IsActive === true && view.ActiveVersionId === view.LatestVersionId;
}
