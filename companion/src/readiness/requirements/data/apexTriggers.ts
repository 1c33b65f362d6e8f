import { pass, requirement, warn } from '../../interfaces.ts';
import { toolingQuery } from '../../questions.ts';

export const apexTriggers = requirement({
  id: 'apex-triggers',
  group: 'Data and automation',
  requirement: 'What Apex does with contacts and accounts is known',
  source: 'Tooling API, "ApexTrigger"',
  sees: ['setup'],
  asks: () => ({
    triggers: toolingQuery(
      "SELECT Name, TableEnumOrId FROM ApexTrigger WHERE Status = 'Active' AND TableEnumOrId IN ('Contact', 'Account')",
    ),
  }),
  judge: ({ triggers: active }) =>
    active.totalSize === 0
      ? pass('No Apex trigger is active on Contact or Account.')
      : warn(
          `Active: ${active.records.map((row) => `${String(row['Name'])} (${String(row['TableEnumOrId'])})`).join(', ')}. They run again when our flows stamp.`,
          'Try a change of one contact and a data load of 200 in a sandbox, and look for HL Stamp Failures.',
        ),
});
