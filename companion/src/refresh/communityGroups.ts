import type { ContactRecord } from '../salesforce/interfaces.ts';
import type { CommunityGroupRules } from '../worksheet/interfaces.ts';
import { hasPassed } from './days.ts';
import type { Part } from './fieldParts.ts';
import { compileFieldGroups, GROUP_TYPE, sharedMemberships } from './groups.ts';
import type { CampaignMembership, FieldCatalogue, GroupMembership } from './interfaces.ts';

type Memberships = readonly Part<GroupMembership>[];

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
): (contact: ContactRecord, memberships: readonly CampaignMembership[]) => Memberships {
  const { communityField } = GROUP_TYPE;
  const ofFields = compileFieldGroups(fields, catalogue, 'communityGroups.fields', communityField);
  if (!campaigns) {
    return ofFields;
  }
  const ofCampaigns = compileCampaignGroups(today);
  return (contact, memberships) => [...ofFields(contact), ...ofCampaigns(memberships)];
}

/** seeds/000, "Salesforce Campaigns". In the order of their Ids, so that equal content has an equal hash. */
function compileCampaignGroups(
  today: string,
): (memberships: readonly CampaignMembership[]) => Memberships {
  const inGroup = sharedMemberships();
  return (memberships) =>
    memberships
      .filter(({ campaignEndDate: end }) => end === null || !hasPassed(end, today))
      .sort((one, other) => (one.campaignId < other.campaignId ? -1 : 1))
      .map(({ campaignId: key, campaignName: name, campaignEndDate: endDate, status: role }) =>
        inGroup({ key, name, type: GROUP_TYPE.campaign, role, endDate }),
      );
}
