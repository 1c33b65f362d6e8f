import { DatabaseSync } from 'node:sqlite';
import type { CampaignMembership } from '../refresh/interfaces.ts';

/** The campaigns that contacts are in, by contact: more of them than memory should hold. */
export interface MembershipIndex {
  add(membership: CampaignMembership & { readonly contactId: string }): void;
  /** Nothing may be added after the first question. */
  of(contactId: string): readonly CampaignMembership[];
  close(): void;
}

const NONE: readonly CampaignMembership[] = [];

/** On a temporary file that SQLite deletes by itself. Names of campaigns are kept in memory, once each. */
export function createMembershipIndex(): MembershipIndex {
  const database = new DatabaseSync('');
  database.exec(`
    pragma journal_mode = off; pragma synchronous = off; pragma cache_size = -8192;
    create table membership (contact text, campaign text, status text);
    begin`);
  const insert = database.prepare('insert into membership values (?, ?, ?)');
  const select = database.prepare('select campaign, status from membership where contact = ?');
  const campaigns = new Map<string, Pick<CampaignMembership, 'campaignName' | 'campaignEndDate'>>();
  let indexed = false;
  return {
    add({ contactId, campaignId, campaignName, campaignEndDate, status }) {
      if (!campaigns.has(campaignId)) {
        campaigns.set(campaignId, { campaignName, campaignEndDate });
      }
      insert.run(contactId, campaignId, status);
    },
    of(contactId) {
      if (campaigns.size === 0) {
        return NONE;
      }
      if (!indexed) {
        // Made of rows that are there already, an index costs half.
        database.exec('commit; create index membership_contact on membership (contact)');
        indexed = true;
      }
      return select.all(contactId).map((row) => {
        const campaignId = row['campaign'] as string;
        return {
          campaignId,
          ...campaigns.get(campaignId)!,
          status: row['status'] as string | null,
        };
      });
    },
    close() {
      database.close();
    },
  };
}
