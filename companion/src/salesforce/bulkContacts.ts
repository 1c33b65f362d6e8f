import { HlError } from '../errors.ts';
import type { CampaignMembership } from '../refresh/interfaces.ts';
import { parseCsv } from './csv.ts';
import { campaignNotVisible } from './errors.ts';
import type { ContactPage, ContactRecord } from './interfaces.ts';

/** Rows of contacts, and what is known of each beside it, in their order. */
export interface ContactRows {
  /** With the line that names the columns. */
  readonly csv: string;
  readonly sourceHashes: readonly string[];
  readonly campaigns: readonly (readonly CampaignMembership[])[];
}

/**
 * Contacts with their values and campaigns.
 *
 * @throws HlError 'UnexpectedAnswer'
 */
export function readContacts(
  { csv, sourceHashes, campaigns }: ContactRows,
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

const MEMBERSHIP_FIELDS = ['CampaignId', 'Status', 'Campaign.Name', 'Campaign.EndDate'];

/**
 * The campaign membership of a row.
 *
 * @param header the line that names the columns
 * @throws HlError 'UnexpectedAnswer', 'CampaignNotVisible'
 */
export function readMembership(header: string, line: string): CampaignMembership {
  const { columns, rows } = parseCsv(`${header}\n${line}`);
  const [campaignId, status, name, endDate] = positions(columns, MEMBERSHIP_FIELDS).map(
    (place) => rows[0]?.[place],
  );
  if (name === undefined || name === '') {
    throw campaignNotVisible(campaignId!);
  }
  return {
    campaignId: campaignId!,
    campaignName: name,
    campaignEndDate: orNull(endDate),
    status: orNull(status),
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
