import { pass, requirement, warn } from '../../interfaces.ts';
import { organizationQuestion } from '../../organization.ts';

export const environment = requirement({
  id: 'environment',
  group: 'Org',
  requirement: 'It is the production org, which the community is filled from',
  source: 'Technical worksheet, "Section I": "to your production database"',
  asks: () => ({ organization: organizationQuestion }),
  judge: ({ organization }) => {
    const row = organization.records[0] ?? {};
    const org = `${String(row['Name'])} (${String(row['Id'])})`;
    return row['IsSandbox'] === true
      ? warn(
          `${org} is a sandbox: right for a rehearsal.`,
          'Before go-live check the production org: name it with --target-org.',
        )
      : pass(`${org} is no sandbox: it is a production or a developer org.`);
  },
});
