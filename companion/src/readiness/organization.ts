import { query, type QueryAnswer, type Question } from './questions.ts';

/** Asked by several requirements; equal questions are asked once. */
export const organizationQuestion: Question<QueryAnswer> = query(
  'SELECT Id, Name, OrganizationType, IsSandbox, TrialExpirationDate FROM Organization',
);

/** Professional Edition allows less of everything (salesforce.com, editions and limits). */
export function isProfessional(organization: QueryAnswer): boolean {
  return organization.records[0]?.['OrganizationType'] === 'Professional Edition';
}
