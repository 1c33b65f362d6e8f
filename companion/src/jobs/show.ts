import type { Community } from '../community/community.ts';
import { findMember } from '../community/members.ts';
import { HlError } from '../errors.ts';
import { readDemographics } from '../refresh/demographics.ts';
import { reasonsAgainst } from '../refresh/gates.ts';
import { readMemberships } from '../refresh/groups.ts';
import type { Profile } from '../refresh/interfaces.ts';
import { toLegacyContactKey } from '../refresh/legacyContactKey.ts';
import { goneReason } from '../refresh/transition.ts';
import { toText, valueOf } from '../refresh/values.ts';
import { PACKAGE } from '../worksheet/packageNames.ts';
import type { MemberView, RefreshDeps, SalesforceMemberView } from './interfaces.ts';
import { rulesToday } from './rules.ts';

/**
 * A member as the community has it (seeds/000, "Display Connected Community
 * User Data").
 *
 * @throws HlError 'InvalidKey', or 'MemberNotFound' if no refresh has met the contact
 */
export async function showMember(community: Community, key: string): Promise<MemberView> {
  const legacyContactKey = toLegacyContactKey(key);
  const row = await findMember(community.db, legacyContactKey);
  if (row === undefined) {
    throw new HlError('MemberNotFound', `The community has no member ${legacyContactKey}.`, {
      actions: [
        `Refresh the contact: \`hl refresh member ${legacyContactKey}\`.`,
        `See what Salesforce has: \`hl show member ${legacyContactKey} --source salesforce\`.`,
      ],
    });
  }
  return {
    legacyContactKey,
    name: row.name,
    email: row.email,
    status: row.status,
    reasons: JSON.parse(row.reasons) as string[],
    profile: JSON.parse(row.profile) as Profile,
    demographics: readDemographics(row.demographics),
    communityGroups: readMemberships(row.community_groups),
    securityGroups: readMemberships(row.security_groups),
    lastRefreshedAt: row.last_refreshed_at,
  };
}

/**
 * What Salesforce has of a contact now, through the rules of the plan (seeds/000,
 * "Display Backend System User Data").
 *
 * @throws HlError 'InvalidKey', or 'MemberNotFound' if Salesforce shows no such contact
 */
export async function readSalesforceMember(
  deps: Pick<RefreshDeps, 'clock' | 'plan' | 'salesforce'>,
  key: string,
): Promise<SalesforceMemberView> {
  const legacyContactKey = toLegacyContactKey(key);
  const { records, memberships } = await deps.salesforce.contactsByKey([legacyContactKey]);
  const [contact] = records;
  if (contact === undefined || contact.deleted) {
    const why =
      contact === undefined ? 'It may not exist, or be hidden from this user' : goneReason(contact);
    throw new HlError('MemberNotFound', `Salesforce has no contact ${legacyContactKey}. ${why}.`);
  }
  const toMember = rulesToday(deps, await deps.salesforce.describeFields());
  const member = toMember(contact, memberships.get(contact.id) ?? []);
  const { name, email, profile, verdict } = member;
  const { demographics, communityGroups, securityGroups } = member;
  return {
    legacyContactKey,
    name,
    email,
    status: verdict.eligible ? 'active' : 'notImported',
    reasons: reasonsAgainst(verdict),
    profile,
    demographics,
    communityGroups,
    securityGroups,
    lastRefreshedAt: null,
    hlModDate: toText(valueOf(contact, PACKAGE.modDate)),
  };
}
