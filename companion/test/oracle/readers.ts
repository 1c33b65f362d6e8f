import type { CampaignMembership, FieldCatalogue } from '../../src/refresh/interfaces.ts';
import type { ContactRecord, FieldValue } from '../../src/salesforce/interfaces.ts';
import type { RawField, RawOrg, RawRecord, RawValue } from './interfaces.ts';

/** The APIs of Salesforce, which spell the same value differently. */
export type Api = 'REST' | 'Bulk';

const KIND = {
  checkbox: 'checkbox',
  picklist: 'picklist',
  multipicklist: 'multipick',
  number: 'number',
  text: 'text',
  date: 'text',
  dateTime: 'text',
} as const;

/** Numbers of Account that generated worksheets name. */
const ACCOUNT_NUMBERS = ['NumberOfEmployees'];

/** The org's fields as describe tells of them. */
export function catalogueOf({ contactFields }: RawOrg): FieldCatalogue {
  return new Map([
    ...Object.entries(contactFields).map(
      ([name, field]) => [name, described(field)] as [string, ReturnType<typeof described>],
    ),
    ...ACCOUNT_NUMBERS.map(
      (name) =>
        [`Account.${name}`, described({ label: name, type: 'number' })] as [
          string,
          ReturnType<typeof described>,
        ],
    ),
  ]);
}

function described({ label, type, formula = false, options = [] }: RawField) {
  return {
    label,
    kind: KIND[type],
    calculated: formula,
    options: new Map(options.map((option) => [option.value, option.label])),
  };
}

/** A contact as one of the APIs gives it for a select list. */
export function contactBy(
  api: Api,
  org: RawOrg,
  contact: RawRecord,
  select: readonly string[],
): ContactRecord {
  const spell = api === 'REST' ? asRest : asBulk;
  return {
    id: contact.Id,
    deleted: contact['IsDeleted'] === true,
    masterId: (contact['MasterRecordId'] as string | undefined) ?? null,
    values: Object.fromEntries(select.map((path) => [path, spell(valueAt(org, contact, path))])),
  };
}

/** The campaigns that a contact is in, in any order. */
export function campaignsOf(org: RawOrg, contactId: string): CampaignMembership[] {
  return org.campaignMembers
    .filter(({ ContactId }) => ContactId === contactId)
    .map(({ CampaignId, Status }) => {
      const { Name, EndDate } = org.campaigns.find(({ Id }) => Id === CampaignId)!;
      return {
        campaignId: CampaignId,
        campaignName: Name,
        campaignEndDate: EndDate,
        status: Status,
      };
    });
}

function valueAt(org: RawOrg, contact: RawRecord, path: string): RawValue {
  const [parent, ...rest] = path.split('.');
  const field = rest.join('.');
  if (parent === 'Account') {
    const account = org.accounts.find(({ Id }) => Id === contact['AccountId']);
    return account === undefined ? null : valueAt(org, account, field);
  }
  if (parent === 'RecordType') {
    const type = org.recordTypes.find(({ Id }) => Id === contact['RecordTypeId']);
    return type?.Name ?? null;
  }
  return contact[path] ?? null;
}

const DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

function asRest(value: RawValue): FieldValue {
  return typeof value === 'string' && DATE_TIME.test(value) ? value.replace('Z', '+0000') : value;
}

/** CSV holds texts only: no null, numbers with a decimal point. */
function asBulk(value: RawValue): FieldValue {
  switch (typeof value) {
    case 'number':
      return Number.isInteger(value) ? value.toFixed(1) : String(value);
    case 'boolean':
      return String(value);
    default:
      return value ?? '';
  }
}
