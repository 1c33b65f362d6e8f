import { everyFlow } from '../../flows.ts';
import { fail, pass, requirement } from '../../interfaces.ts';
import { isProfessional, organizationQuestion } from '../../organization.ts';
import { packageParts } from '../../packageParts.ts';

/** Professional Edition: five active flows of a type (Salesforce Help, "Flow Limits and Considerations"). */
const FLOWS_OF_PROFESSIONAL = 5;

export const flowLimit = requirement({
  id: 'flow-limit',
  group: 'Package',
  requirement: 'The edition allows as many active flows as there are and must be',
  source:
    'Salesforce Help, "General Flow Limits": Professional Edition, five active flows of a type',
  sees: ['setup'],
  asks: () => ({ organization: organizationQuestion, flows: everyFlow }),
  judge: ({ organization, flows }, { plan }) => {
    if (!isProfessional(organization)) {
      return pass('The edition allows 2,000 active flows of a type.');
    }
    const ours = new Set(
      packageParts(plan)
        .filter(({ content }) => content['processType'] === 'AutoLaunchedFlow')
        .map(({ fullName }) => fullName),
    );
    const others = flows.records.filter(
      (row) =>
        row['IsActive'] === true &&
        row['ProcessType'] === 'AutoLaunchedFlow' &&
        !ours.has(String(row['ApiName'])),
    );
    const needed = ours.size + others.length;
    const found = `The package needs ${ours.size} of the ${FLOWS_OF_PROFESSIONAL} active flows, and ${others.length} others are active.`;
    return needed <= FLOWS_OF_PROFESSIONAL
      ? pass(found)
      : fail(
          found,
          `Deactivate in Setup > Flows what is not needed of ${others.map((row) => String(row['Label'])).join(', ')}, or put several into one.`,
        );
  },
});
