import { pass, requirement, warn } from '../../interfaces.ts';
import { query } from '../../questions.ts';

export const duplicateRules = requirement({
  id: 'duplicate-rules',
  group: 'Data and automation',
  requirement: 'No duplicate rule turns new contacts away',
  source: 'Object Reference, "DuplicateRule"; Integration guide, "Contact creation initial setup"',
  sees: ['setup'],
  asks: () => ({
    rules: query(
      "SELECT MasterLabel, SobjectType FROM DuplicateRule WHERE IsActive = true AND SobjectType IN ('Contact', 'Account')",
    ),
  }),
  judge: ({ rules }) =>
    rules.totalSize === 0
      ? pass('No duplicate rule is active on Contact or Account.')
      : warn(
          `Active: ${rules.records.map((row) => `${String(row['MasterLabel'])} (${String(row['SobjectType'])})`).join(', ')}. One that blocks can refuse sign-ups, and saves of ours that touch what it compares.`,
          'Setup > Duplicate Rules: let the rule allow and report, or leave the integration user out.',
        ),
});
