import type { Worksheet } from '../../src/worksheet/schema/worksheet.ts';
import type {
  ExpectedGroup,
  ExpectedMember,
  RawField,
  RawOrg,
  RawRecord,
  RawValue,
} from './interfaces.ts';

/*
 * What the community must hold, computed from the worksheet and the raw records
 * alone, sentence by sentence from seeds/000 and the domain decisions. Nothing of
 * src/refresh is used here, and speed is no concern: two ways to the same answer
 * are worth comparing only as long as they are two.
 */

/** The contacts who may be in the community at a moment, by Id, with what it must hold of them. */
export function expectCommunity(
  worksheet: Worksheet,
  org: RawOrg,
  now: Date,
): Map<string, ExpectedMember> {
  const community = new Map<string, ExpectedMember>();
  for (const contact of org.contacts) {
    if (contact['IsDeleted'] === true) continue;
    const securityGroups = expectSecurityGroups(worksheet, org, contact);
    if (isEligible(worksheet, contact, securityGroups, now)) {
      community.set(contact.Id, {
        profile: expectProfile(worksheet, org, contact),
        demographics: expectDemographics(worksheet, org, contact),
        communityGroups: [
          ...groupsOfFields(worksheet.communityGroups.fields, org, contact, 'Hidden AMS Default'),
          ...(worksheet.communityGroups.campaigns
            ? groupsOfCampaigns(worksheet, org, contact, now)
            : []),
        ],
        securityGroups,
      });
    }
  }
  return community;
}

function isEligible(
  { isActive, removeOn, expiration, securityGroups: { limitTo } }: Worksheet,
  contact: RawRecord,
  securityGroups: readonly ExpectedGroup[],
  now: Date,
): boolean {
  // "If this field is checked, a record is active."
  if (nameOf(isActive) !== 'none' && contact[nameOf(isActive)] !== true) return false;
  // "Contact data [is synchronised] if this setting is not checked."
  if (nameOf(removeOn) !== 'none' && contact[nameOf(removeOn)] === true) return false;
  // "If a member expiration date has passed, the member will be deactivated."
  if (expiration !== 'none') {
    const date = contact[expiration.field];
    if (typeof date === 'string' && date < dayAt(now, expiration.timeZone)) return false;
  }
  // "Only those … whose Contact record in Salesforce has one of the allowed values."
  const allowed = ({ key, name }: ExpectedGroup) => limitTo.includes(name) || limitTo.includes(key);
  return limitTo.length === 0 || securityGroups.some(allowed);
}

function expectProfile(
  { profile, emailOptOut }: Worksheet,
  org: RawOrg,
  contact: RawRecord,
): Record<string, string | null> {
  const entries = Object.entries({ ...profile, EmailOptOut: emailOptOut });
  return Object.fromEntries(
    entries.map(([name, entry]) => [name, textAt(org, contact, nameOf(entry))]),
  );
}

function expectDemographics(
  { demographics }: Worksheet,
  org: RawOrg,
  contact: RawRecord,
): ExpectedMember['demographics'] {
  return demographics.flatMap((entry): ExpectedMember['demographics'][number][] => {
    if ('checkboxes' in entry) {
      // "All Contacts with the Bachelor's field checked would have the bachelor's demographic."
      return entry.checkboxes
        .map(nameOf)
        .filter((field) => contact[field] === true)
        .map((field) => ({
          label: entry.label,
          value: fieldOf(org, field).label,
          answer: 'Yes',
        }));
    }
    const field = nameOf(
      'picklist' in entry ? entry.picklist : 'multipick' in entry ? entry.multipick : entry.text,
    );
    const label = entry.label ?? fieldOf(org, field).label;
    const values =
      'text' in entry
        ? [textAt(org, contact, field)]
        : selected(org, contact, field).map((value) => labelOf(fieldOf(org, field), value));
    return values
      .filter((value) => value !== null)
      .map((value) => ({ label, value, answer: null }));
  });
}

function expectSecurityGroups(
  { profile, securityGroups }: Worksheet,
  org: RawOrg,
  contact: RawRecord,
): ExpectedGroup[] {
  const { fields, recordTypes, staff } = securityGroups;
  const typeIds = [
    ...(recordTypes.contact ? [textAt(org, contact, 'RecordTypeId')] : []),
    ...(recordTypes.account ? [textAt(org, contact, 'Account.RecordTypeId')] : []),
  ];
  const types = typeIds.flatMap((id) => org.recordTypes.filter(({ Id }) => Id === id));
  const email = textAt(org, contact, nameOf(profile.EmailAddress));
  const isStaff =
    staff.emailDomains.some((domain) =>
      email?.toLowerCase().endsWith(`@${domain.toLowerCase()}`),
    ) || staff.accounts.some((id) => String(contact['AccountId']).startsWith(id.slice(0, 15)));
  return [
    group('Contacts', 'Contacts', 'Security'),
    ...groupsOfFields(fields, org, contact, 'Security'),
    ...types.map(({ Id, Name }) => group(Id, Name, 'Contact Record Type')),
    ...(isStaff ? [group('Staff', 'Staff', 'Security')] : []),
  ];
}

/** "A separate … group will be created for each pick list option"; of a checkbox, for the field. */
function groupsOfFields(
  entries: Worksheet['communityGroups']['fields'],
  org: RawOrg,
  contact: RawRecord,
  type: string,
): ExpectedGroup[] {
  return entries.map(nameOf).flatMap((field) => {
    const described = fieldOf(org, field);
    if (described.type === 'checkbox') {
      return contact[field] === true ? [group(field, described.label, type)] : [];
    }
    return selected(org, contact, field).map((value) =>
      group(`${field}:${value}`, labelOf(described, value), type),
    );
  });
}

/** "The End Date of the campaign … is when your member will leave the Community Group": as that day ends. */
function groupsOfCampaigns(
  { expiration }: Worksheet,
  org: RawOrg,
  contact: RawRecord,
  now: Date,
): ExpectedGroup[] {
  // Without a time zone the day is over when it is over everywhere.
  const today = dayAt(now, expiration === 'none' ? 'Etc/GMT+12' : expiration.timeZone);
  return org.campaignMembers
    .filter(({ ContactId }) => ContactId === contact.Id)
    .map((member) => ({
      member,
      campaign: org.campaigns.find(({ Id }) => Id === member.CampaignId)!,
    }))
    .filter(({ campaign: { EndDate } }) => EndDate === null || EndDate >= today)
    .map(({ member, campaign }) => ({
      ...group(campaign.Id, campaign.Name, 'Hidden Event'),
      role: member.Status ?? 'Member',
      endDate: campaign.EndDate,
    }))
    .sort((one, other) => (one.key < other.key ? -1 : one.key > other.key ? 1 : 0));
}

function group(key: string, name: string, type: string): ExpectedGroup {
  return { key, name, description: name, type, role: 'Member', startDate: null, endDate: null };
}

function selected(org: RawOrg, contact: RawRecord, field: string): string[] {
  const value = textAt(org, contact, field);
  if (value === null) return [];
  return fieldOf(org, field).type === 'multipicklist' ? value.split(';') : [value];
}

/** A field of the contact, or of its account where the worksheet says so. */
function textAt(org: RawOrg, contact: RawRecord, path: string): string | null {
  if (path.startsWith('Account.')) {
    const account = org.accounts.find(({ Id }) => Id === contact['AccountId']);
    return account === undefined ? null : textAt(org, account, path.replace('Account.', ''));
  }
  return asText(contact[path] ?? null);
}

function labelOf({ options = [] }: RawField, value: string): string {
  return options.find((option) => option.value === value)?.label ?? value;
}

function fieldOf(org: RawOrg, field: string): RawField {
  const found = org.contactFields[field];
  if (found === undefined) throw new Error(`The raw org has no field ${field}.`);
  return found;
}

function nameOf(entry: string | { field: string }): string {
  return typeof entry === 'string' ? entry : entry.field;
}

function asText(value: RawValue): string | null {
  return value === null || value === '' ? null : String(value);
}

/** Swedish dates are written as Salesforce's are. */
function dayAt(now: Date, timeZone: string): string {
  return now.toLocaleDateString('sv-SE', { timeZone });
}
