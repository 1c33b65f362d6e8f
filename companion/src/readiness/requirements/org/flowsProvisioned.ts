import { pass, requirement } from '../../interfaces.ts';
import { query } from '../../questions.ts';

export const flowsProvisioned = requirement({
  id: 'flows-provisioned',
  group: 'Org',
  requirement: 'The org has flows',
  source: 'Integration guide, "Requirements": "be provisioned for Flows"',
  asks: () => ({ flows: query('SELECT COUNT() FROM FlowDefinitionView') }),
  judge: ({ flows }) => pass(`The org has flows: it lists ${flows.totalSize}.`),
});
