import { pass, requirement } from '../interfaces.ts';
import { organizationQuestion } from '../organization.ts';

export const environment = requirement({
  id: 'environment',
  group: 'Org',
  requirement: 'It is the org that is meant',
  source: 'Technical worksheet, "Section I": "your production database"',
  asks: () => ({ organization: organizationQuestion }),
  judge: ({ organization }) => {
    const row = organization.records[0] ?? {};
    const kind =
      row['IsSandbox'] === true ? 'a sandbox' : 'no sandbox: a production or developer org';
    return pass(`${String(row['Name'])} (${String(row['Id'])}) is ${kind}.`);
  },
});
