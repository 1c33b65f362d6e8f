import { SalesforceError } from '../errors.ts';
import { dayIn, timeZoneOf } from '../formula/index.ts';
import type { Values } from '../schema/types.ts';
import { surroundingsOf } from './automation.ts';
import { stamp } from './stored.ts';
import type { Transaction } from './transaction.ts';

/** The statuses that every new campaign has. (Help, "Predefine Member Status Values for Campaigns") */
const firstStatuses: readonly Values[] = [
  { Label: 'Sent', SortOrder: 1, IsDefault: true, HasResponded: false },
  { Label: 'Responded', SortOrder: 2, IsDefault: false, HasResponded: true },
];

export function addMemberStatuses(tx: Transaction, campaignId: string): void {
  for (const status of firstStatuses) {
    const record: Values = { ...status, CampaignId: campaignId };
    stamp(tx, record, true);
    tx.org.rows.insert(tx.org.schema.object('CampaignMemberStatus')!, record);
  }
}

/**
 * A status that the campaign does not have becomes its default one, and the status says whether the
 * member has responded. (Object Reference, CampaignMember, "Status")
 */
export function settleMember(tx: Transaction, record: Values): void {
  if (record['ContactId'] === null) {
    throw new SalesforceError(
      'REQUIRED_FIELD_MISSING',
      'Required fields are missing: [ContactId]',
      {
        fields: ['ContactId'],
      },
    );
  }
  const statuses = statusesOf(tx, record['CampaignId'] as string);
  const status =
    statuses.find(({ Label }) => Label === record['Status']) ??
    statuses.find(({ IsDefault }) => IsDefault === true)!;
  record['Status'] = status['Label']!;
  record['HasResponded'] = status['HasResponded']!;
  if (record['HasResponded']) {
    record['FirstRespondedDate'] ??= dayIn(timeZoneOf(surroundingsOf(tx)), tx.now);
  }
}

/** Whether the contact is in the campaign already. */
export function isMember({ org }: Transaction, { CampaignId, ContactId, Id }: Values): boolean {
  const member = org.schema.object('CampaignMember')!;
  return org.rows
    .find(member, { ContactId: ContactId!, IsDeleted: false })
    .some((other) => other['CampaignId'] === CampaignId && other['Id'] !== Id);
}

/** One status of a campaign is the default one. (Object Reference, CampaignMemberStatus) */
export function settleStatus(tx: Transaction, record: Values, prior: Values | undefined): void {
  if (record['IsDefault'] === prior?.['IsDefault']) return;
  if (record['IsDefault'] !== true) {
    if (!prior) return;
    throw new SalesforceError(
      'FIELD_INTEGRITY_EXCEPTION',
      'There must be a default CampaignMemberStatus defined for every campaign',
      { fields: ['IsDefault'] },
    );
  }
  const { rows, schema } = tx.org;
  for (const other of statusesOf(tx, record['CampaignId'] as string)) {
    if (other['IsDefault'] !== true) continue;
    rows.update(schema.object('CampaignMemberStatus')!, other['Id'] as string, {
      IsDefault: false,
    });
  }
}

/** @throws {SalesforceError} when the status is needed. (Object Reference, CampaignMemberStatus) */
export function refuseDeletingStatus(
  tx: Transaction,
  { CampaignId, IsDefault, Label }: Values,
): void {
  const { rows, schema } = tx.org;
  const used = { CampaignId: CampaignId!, Status: Label!, IsDeleted: false };
  if (IsDefault !== true && rows.find(schema.object('CampaignMember')!, used).length === 0) return;
  throw new SalesforceError(
    'DELETE_FAILED',
    "You can't delete a CampaignMemberStatus if that status is designated as the default status " +
      'or if the status is currently used in a Campaign.',
  );
}

function statusesOf({ org }: Transaction, CampaignId: string): Values[] {
  const object = org.schema.object('CampaignMemberStatus')!;
  return org.rows.find(object, { CampaignId, IsDeleted: false });
}
