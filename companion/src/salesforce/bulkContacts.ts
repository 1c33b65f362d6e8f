import { HlError } from '../errors.ts';
import type { CampaignMembership } from '../refresh/interfaces.ts';
import type { ChangedContacts } from './bulkReader.ts';
import { parseCsv } from './csv.ts';
import { campaignNotVisible } from './errors.ts';
import type { ContactPage, ContactRecord } from './interfaces.ts';

/**
 * Contacts with their values and campaigns.
 *
 * @throws HlError 'UnexpectedAnswer'
 */
export function readContacts(
  { csv, sourceHashes, campaigns }: ChangedContacts,
  fields: readonly string[],
): ContactPage {
  const { columns, rows } = parseCsv(csv);
  const cells = positions(columns, fields);
  const [idCell] = positions(columns, ['Id']) as [number];
  const records = rows.map((row, index): ContactRecord => {
    const id = row[idCell]!;
    const values = fields.map((path, place) => [path, orNull(row[cells[place]!])] as const);
    return {
      id,
      deleted: false,
      masterId: null,
      sourceHash: sourceHashes[index]!,
      values: Object.fromEntries(values),
    };
  });
  return { records, memberships: new Map(records.map(({ id }, place) => [id, campaigns[place]!])) };
}

/** What puts a campaign membership together, and whose it is. @throws HlError 'UnexpectedAnswer' */
export function membershipReader(
  columns: readonly string[],
): (row: readonly string[]) => CampaignMembership & { readonly contactId: string } {
  const [contact, campaign, status, name, endDate] = positions(columns, [
    'ContactId',
    'CampaignId',
    'Status',
    'Campaign.Name',
    'Campaign.EndDate',
  ]) as [number, number, number, number, number];
  return (row) => {
    if (row[name] === '') {
      throw campaignNotVisible(row[campaign]!);
    }
    return {
      contactId: row[contact]!,
      campaignId: row[campaign]!,
      campaignName: row[name]!,
      campaignEndDate: orNull(row[endDate]),
      status: orNull(row[status]),
    };
  };
}

/** @throws HlError 'UnexpectedAnswer': what is missing must never pass for blank */
function positions(columns: readonly string[], paths: readonly string[]): number[] {
  const byName = new Map(columns.map((name, index) => [name.toLowerCase(), index]));
  return paths.map((path) => {
    const position = byName.get(path.toLowerCase());
    if (position === undefined) {
      throw new HlError(
        'UnexpectedAnswer',
        `Salesforce answered with bulk results without the field ${path}.`,
      );
    }
    return position;
  });
}

/** An empty cell is null; everything else is text, which the rules understand. */
function orNull(cell: string | undefined): string | null {
  return cell === undefined || cell === '' ? null : cell;
}
