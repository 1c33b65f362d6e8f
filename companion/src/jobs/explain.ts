import type { Community } from '../community/community.ts';
import { findJobAfter, findWatermark } from '../community/histories.ts';
import { findMember } from '../community/members.ts';
import { refuseOtherOrganization } from '../community/organization.ts';
import type { MemberTable } from '../community/schema.ts';
import { explain } from '../refresh/explain/explain.ts';
import type {
  Evidence,
  Explanation,
  HeldContact,
  RefreshState,
  StampFailure,
} from '../refresh/explain/interfaces.ts';
import type { Profile } from '../refresh/interfaces.ts';
import { toLegacyContactKey } from '../refresh/legacyContactKey.ts';
import { toText, valueOf } from '../refresh/values.ts';
import { PACKAGE } from '../worksheet/packageNames.ts';
import { readHalt } from './budget.ts';
import type { RefreshDeps } from './interfaces.ts';
import { rulesToday, todayOf } from './rules.ts';

type Deps = Omit<RefreshDeps, 'onProgress'> & {
  /** Refused stamps of records, by their Ids, newest first; null for a user who cannot see them. */
  readonly findStampFailures: (ids: readonly string[]) => Promise<readonly StampFailure[] | null>;
};

/**
 * Why a contact is in the community or not, and why it is there as it is, with
 * what Salesforce and the community have of it now. Changes nothing.
 *
 * @param key of 15 or 18 characters
 * @throws HlError 'InvalidKey', 'OtherOrg'
 */
export async function explainMember(deps: Deps, key: string): Promise<Explanation> {
  const legacyContactKey = toLegacyContactKey(key);
  await refuseOtherOrganization(deps.community.db, deps.salesforce.organizationId());
  const row = await findMember(deps.community.db, legacyContactKey);
  return explain({
    legacyContactKey,
    salesforce: await lookInSalesforce(deps, legacyContactKey),
    community: row === undefined ? null : toHeldContact(row),
    refresh: await readRefreshState(deps),
  });
}

async function lookInSalesforce(deps: Deps, key: string): Promise<Evidence['salesforce']> {
  const { salesforce, findStampFailures } = deps;
  const { records, memberships } = await salesforce.contactsByKey([key]);
  const [contact] = records;
  if (contact === undefined) {
    return { state: 'absent', seesAllContacts: await salesforce.seesAllContacts() };
  }
  if (contact.deleted) {
    return { state: 'deleted', masterId: contact.masterId };
  }
  const toMember = rulesToday(deps, await salesforce.describeFields());
  const account = toText(valueOf(contact, 'AccountId'));
  return {
    state: 'live',
    member: toMember(contact, memberships.get(key) ?? []),
    hlModDate: toText(valueOf(contact, PACKAGE.modDate)),
    accountHlModDate: toText(valueOf(contact, `Account.${PACKAGE.modDate}`)),
    stampFailures: await findStampFailures(account === null ? [key] : [key, account]),
  };
}

function toHeldContact(row: MemberTable): HeldContact {
  return {
    status: row.status,
    contentHash: row.content_hash,
    name: row.name,
    profile: JSON.parse(row.profile) as Profile,
    texts: {
      demographics: row.demographics,
      communityGroups: row.community_groups,
      securityGroups: row.security_groups,
    },
    reasons: JSON.parse(row.reasons) as string[],
    expiresOn: row.expires_on,
    lastRefreshedAt: row.last_refreshed_at,
  };
}

async function readRefreshState({
  plan,
  salesforce,
  community,
  clock,
}: Deps): Promise<RefreshState> {
  const watermark = await findWatermark(community.db, 'Periodic Refresh');
  const limit = plan.gates.find((gate) => gate.gate === 'Limit by Security Group');
  return {
    today: todayOf({ plan, salesforce, clock }),
    everyMinutes: plan.schedule.everyMinutes,
    watermark: watermark?.moment ?? null,
    worksheetChanged: watermark !== undefined && watermark.plan_fingerprint !== plan.fingerprint,
    limitTo: limit?.allowed ?? null,
    halt: await readHalt({ community, clock }),
    held: await findHeld(community, watermark?.job_id ?? 0),
  };
}

async function findHeld(community: Community, after: number): Promise<string | null> {
  const job = await findJobAfter(community.db, 'Periodic Refresh', 'held', after);
  return job?.comment ?? null;
}
