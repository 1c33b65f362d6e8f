import { DatabaseSync } from 'node:sqlite';
import type { CampaignMembership } from '../refresh/interfaces.ts';
import type { Memberships } from './interfaces.ts';

/** The campaigns that contacts are in, by contact: more of them than memory should hold. */
export interface MembershipIndex {
  add(membership: CampaignMembership & { readonly contactId: string }): void;
  /** Nothing may be added after the first question. */
  of(contactIds: readonly string[]): Memberships;
  close(): void;
}

/**
 * Contacts come nearly in the order of their Ids, so that what a page needs stands
 * together. A range with more rows than this belongs to a page that is scattered.
 */
const ROWS_A_RANGE = 20_000;

/** On a temporary file that SQLite deletes by itself. Names of campaigns are kept in memory, once each. */
export function createMembershipIndex(): MembershipIndex {
  const database = new DatabaseSync('');
  database.exec(`
    pragma journal_mode = off; pragma synchronous = off; pragma cache_size = -8192;
    create table membership (contact text, campaign text, status text);
    begin`);
  const insert = database.prepare('insert into membership values (?, ?, ?)');
  const campaigns = new Map<string, Pick<CampaignMembership, 'campaignName' | 'campaignEndDate'>>();
  let selectFrom: ((from: string, to: string, limit: number) => Row[]) | undefined;

  /** Made of rows that are there already, an index costs half. */
  function openForReading(): (from: string, to: string, limit: number) => Row[] {
    database.exec(
      'commit; create index membership_contact on membership (contact, campaign, status)',
    );
    const select = database.prepare(
      'select contact, campaign, status from membership where contact between ? and ? limit ?',
    );
    select.setReturnArrays(true);
    return (from, to, limit) => select.all(from, to, limit) as unknown as Row[];
  }

  return {
    add({ contactId, campaignId, campaignName, campaignEndDate, status }) {
      if (!campaigns.has(campaignId)) {
        campaigns.set(campaignId, { campaignName, campaignEndDate });
      }
      insert.run(contactId, campaignId, status);
    },
    of(contactIds) {
      selectFrom ??= openForReading();
      const read = selectFrom;
      const found = new Map<string, CampaignMembership[]>();
      for (const [contact, campaignId, status] of rowsOf(contactIds, read)) {
        const membership = { campaignId, ...campaigns.get(campaignId)!, status };
        const others = found.get(contact);
        if (others === undefined) found.set(contact, [membership]);
        else others.push(membership);
      }
      return found;
    },
    close() {
      database.close();
    },
  };
}

type Row = readonly [contact: string, campaign: string, status: string | null];

function rowsOf(
  ids: readonly string[],
  read: (from: string, to: string, limit: number) => Row[],
): readonly Row[] {
  const [first, last] = ids.reduce(
    ([low, high], id) => [id < low ? id : low, id > high ? id : high],
    [ids[0] ?? '', ids[0] ?? ''],
  );
  const range = read(first, last, ROWS_A_RANGE);
  return range.length < ROWS_A_RANGE ? range : ids.flatMap((id) => read(id, id, -1));
}
