import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { CampaignMembership } from '../refresh/interfaces.ts';
import type { Memberships } from './interfaces.ts';

/** The campaigns that contacts are in, by contact: more of them than memory should hold. */
export interface MembershipIndex {
  add(membership: CampaignMembership & { readonly contactId: string }): void;
  /** Nothing may be added after the first question. */
  of(contactIds: readonly string[]): Memberships;
  close(): void;
}

/** On a temporary file that SQLite deletes by itself. Names of campaigns are kept in memory, once each. */
export function createMembershipIndex(): MembershipIndex {
  const database = new DatabaseSync('');
  database.exec(`
    pragma journal_mode = off; pragma synchronous = off; pragma cache_size = -8192;
    create table membership (contact text, campaign text, status text);
    begin`);
  const insert = database.prepare('insert into membership values (?, ?, ?)');
  const campaigns = new Map<string, Pick<CampaignMembership, 'campaignName' | 'campaignEndDate'>>();
  let select: StatementSync | undefined;

  /** Made of rows that are there already, an index costs half. */
  function openForReading(): StatementSync {
    database.exec(
      'commit; create index membership_contact on membership (contact, campaign, status)',
    );
    // The contacts of a page as one value: a statement with a thousand of them costs more than its answer.
    const statement = database.prepare(
      `select contact, campaign, status
       from json_each(?) cross join membership on contact = json_each.value`,
    );
    statement.setReturnArrays(true);
    return statement;
  }

  return {
    add({ contactId, campaignId, campaignName, campaignEndDate, status }) {
      if (!campaigns.has(campaignId)) {
        campaigns.set(campaignId, { campaignName, campaignEndDate });
      }
      insert.run(contactId, campaignId, status);
    },
    of(contactIds) {
      select ??= openForReading();
      const rows = select.all(JSON.stringify(contactIds)) as unknown as Row[];
      const found = new Map<string, CampaignMembership[]>();
      for (const [contact, campaignId, status] of rows) {
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
