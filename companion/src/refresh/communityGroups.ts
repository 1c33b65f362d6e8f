import type { ContactRecord } from '../salesforce/interfaces.ts';
import type { CommunityGroupRules } from '../worksheet/interfaces.ts';
import { hasPassed } from './days.ts';
import { compileFieldGroups, DEFAULT_ROLE, GROUP_TYPE, membershipIn } from './groups.ts';
import type { CampaignMembership, FieldCatalogue, GroupMembership } from './interfaces.ts';

const NONE: readonly GroupMembership[] = [];

/**
 * seeds/000, "Community Groups".
 *
 * @param today where the association is
 * @throws HlError 'FieldNotVisible' or 'WorksheetError' where a field is not
 * catalogued or cannot serve
 */
export function compileCommunityGroups(
  { fields, campaigns }: CommunityGroupRules,
  catalogue: FieldCatalogue,
  today: string,
): (
  contact: ContactRecord,
  memberships: readonly CampaignMembership[],
) => readonly GroupMembership[] {
  const fromFields = compileFieldGroups(
    fields,
    catalogue,
    'communityGroups.fields',
    GROUP_TYPE.communityField,
  );
  return (contact, memberships) => [
    ...fromFields(contact),
    ...(campaigns ? fromCampaigns(memberships, today) : NONE),
  ];
}

/** seeds/000, "Salesforce Campaigns". In the order of their Ids, so that equal content has an equal hash. */
function fromCampaigns(
  memberships: readonly CampaignMembership[],
  today: string,
): readonly GroupMembership[] {
  if (memberships.length === 0) {
    return NONE;
  }
  return memberships
    .filter(({ campaignEndDate: end }) => end === null || !hasPassed(end, today))
    .map(({ campaignId: key, campaignName: name, campaignEndDate: endDate, status }) =>
      membershipIn(
        { key, name, type: GROUP_TYPE.campaign },
        { role: status ?? DEFAULT_ROLE, endDate },
      ),
    )
    .sort((one, other) => (one.key < other.key ? -1 : 1));
}
