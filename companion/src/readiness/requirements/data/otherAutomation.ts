import { everyFlow, ourFlows } from '../../flows.ts';
import { pass, requirement, warn } from '../../interfaces.ts';
import type { Row } from '../../questions.ts';

export const otherAutomation = requirement({
  id: 'other-automation',
  group: 'Data and automation',
  requirement: 'No other automation on Contact or Account is in the way',
  source: 'Apex Developer Guide, "Triggers and Order of Execution"',
  sees: ['setup'],
  asks: () => ({ flows: everyFlow }),
  judge: ({ flows }, { plan }) => {
    const ours = ourFlows(plan);
    const others = flows.records.filter(
      (row) =>
        row['IsActive'] === true &&
        !ours.includes(String(row['ApiName'])) &&
        ['Contact', 'Account'].includes(String(row['TriggerObjectOrEventId'])),
    );
    return others.length === 0
      ? pass('No other record-triggered flow runs on Contact or Account.')
      : warn(
          `These flows run there too: ${others.map(describeFlow).join('; ')}.`,
          'See in Setup > Flows that none changes a field that our flows watch after they have run: such a change is not stamped in the same save. Our stamp also sets them off once more.',
        );
  },
});

function describeFlow(row: Row): string {
  return `${String(row['Label'])} (${String(row['TriggerObjectOrEventId'])}, ${String(row['TriggerType'])})`;
}
