import type { Explanation } from '../refresh/explain/interfaces.ts';

const IN_SALESFORCE = {
  live: 'a contact',
  deleted: 'deleted',
  merged: 'merged into another contact',
  absent: 'not found',
} as const;

const STATUS = { active: 'active', disabled: 'disabled', notImported: 'not imported' } as const;

/** An explanation as a page to read: who it is, gate by gate, question by question. */
export function describeExplanation(explanation: Explanation): string {
  const { legacyContactKey, name, eligible, gates, answers } = explanation;
  return [
    `${name ?? 'Unknown'} (${legacyContactKey})`,
    `In Salesforce: ${describeSalesforce(explanation)}`,
    `In the community: ${describeCommunity(explanation)}`,
    `Eligible: ${eligible ? 'yes' : 'no'}`,
    ...gates.map(({ passed, detail }) => `  ${passed ? 'passes' : 'fails '}  ${detail}`),
    ...answers.flatMap(({ question, answer, actions }) => [
      '',
      question,
      `  ${answer}`,
      ...actions.map((action) => `  ${action}`),
    ]),
  ].join('\n');
}

function describeSalesforce({ salesforce, hlModDate, accountHlModDate }: Explanation): string {
  const stamps =
    salesforce === 'live'
      ? [
          `HL_Mod_Date ${hlModDate ?? 'blank'}`,
          ...(accountHlModDate === null ? [] : [`its account’s ${accountHlModDate}`]),
        ]
      : [];
  return [IN_SALESFORCE[salesforce], ...stamps].join(', ');
}

function describeCommunity({ community }: Explanation): string {
  if (community === null) {
    return 'never synced';
  }
  const { status, reasons, lastRefreshedAt } = community;
  const why = reasons.length === 0 ? '' : ` (${reasons.join('; ')})`;
  return `${STATUS[status]}${why}, last written at ${lastRefreshedAt}`;
}
