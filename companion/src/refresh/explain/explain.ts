import { answersOf } from './answers.ts';
import type { Evidence, Explanation } from './interfaces.ts';

/** Why a contact is in the community or not, and why it is there as it is. */
export function explain(evidence: Evidence): Explanation {
  const { legacyContactKey, salesforce, community } = evidence;
  const live = salesforce.state === 'live' ? salesforce : null;
  return {
    legacyContactKey,
    name: live?.member.name ?? community?.name ?? null,
    eligible: live?.member.verdict.eligible ?? false,
    gates: live?.member.verdict.gates ?? [],
    salesforce:
      salesforce.state === 'deleted' && salesforce.masterId !== null ? 'merged' : salesforce.state,
    hlModDate: live?.hlModDate ?? null,
    accountHlModDate: live?.accountHlModDate ?? null,
    community: community && {
      status: community.status,
      reasons: community.reasons,
      lastRefreshedAt: community.lastRefreshedAt,
    },
    answers: answersOf(evidence),
  };
}
