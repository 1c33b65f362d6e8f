import { organizationQuestion } from '../../organization.ts';
import { fail, pass, requirement, warn } from '../../interfaces.ts';

/** `Organization.OrganizationType` of editions below Professional (Object Reference, "Organization"). */
const TOO_SMALL: ReadonlySet<string> = new Set([
  'Base Edition',
  'Contact Manager Edition',
  'Personal Edition',
  'Team Edition',
]);

export const edition = requirement({
  id: 'edition',
  group: 'Org',
  requirement: 'The edition is Professional or higher',
  source: 'Integration guide, "Requirements"',
  asks: () => ({ organization: organizationQuestion }),
  judge: ({ organization }, { now }) => {
    const row = organization.records[0] ?? {};
    const type = String(row['OrganizationType']);
    const trialEnd = row['TrialExpirationDate'];
    if (TOO_SMALL.has(type)) {
      return fail(
        `The org is a ${type}.`,
        'Talk to your Salesforce account executive about Professional Edition with API, or a higher edition.',
      );
    }
    if (typeof trialEnd === 'string' && Date.parse(trialEnd) < now.getTime() + 30 * 86_400_000) {
      return warn(
        `The org is a ${type} whose trial ends on ${trialEnd.slice(0, 10)}.`,
        'Buy the licences before that day, or set up the org that stays.',
      );
    }
    return pass(`The org is a ${type}.`);
  },
});
