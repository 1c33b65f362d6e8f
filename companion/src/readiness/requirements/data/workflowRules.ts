import { pass, requirement, warn } from '../../interfaces.ts';
import { toolingQuery } from '../../questions.ts';

export const workflowRules = requirement({
  id: 'workflow-rules',
  group: 'Data and automation',
  requirement: 'What workflow rules do with contacts and accounts is known',
  source: 'Tooling API, "WorkflowRule"; Apex Developer Guide, "Triggers and Order of Execution"',
  sees: ['setup'],
  asks: () => ({
    rules: toolingQuery(
      "SELECT Name, TableEnumOrId FROM WorkflowRule WHERE TableEnumOrId IN ('Contact', 'Account')",
    ),
  }),
  // Whether a rule is active stands in its metadata alone, which costs a call for each.
  judge: ({ rules }) =>
    rules.totalSize === 0
      ? pass('There is no workflow rule on Contact or Account.')
      : warn(
          `There are: ${rules.records.map((row) => `${String(row['Name'])} (${String(row['TableEnumOrId'])})`).join(', ')}. A field update of an active one comes after the flow that stamps was decided.`,
          'See in Setup > Workflow Rules that no active one changes a field that our flows watch, or move it to a flow (Setup > Migrate to Flow).',
        ),
});
