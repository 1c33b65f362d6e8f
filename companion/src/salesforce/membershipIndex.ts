import { hash } from 'node:crypto';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { CampaignMembership } from '../refresh/interfaces.ts';

/** The campaigns that contacts are in, by contact: more of them than memory should hold. */
export interface MembershipIndex {
  add(memberships: readonly (CampaignMembership & { readonly contactId: string })[]): void;
  /** Of each contact, in their order. Nothing may be added after the first question. */
  of(contactIds: readonly string[]): Campaigns[];
}

/** All campaigns of a contact. */
export interface Campaigns {
  readonly memberships: readonly CampaignMembership[];
  /** Equal for equal memberships. */
  readonly hash: string;
}

/** Combinations of campaigns that are kept; where each contact has its own, they must not fill the memory. */
const MOST_COMBINATIONS = 10_000;

/**
 * On a temporary file that SQLite deletes by itself. What many contacts share, the
 * campaigns that they are in and their status there, is kept in memory, once.
 */
export function createMembershipIndex(): MembershipIndex {
  const database = new DatabaseSync('');
  database.exec(`
    pragma journal_mode = off; pragma synchronous = off; pragma cache_size = -8192;
    create table membership (contact text, kind integer);
    begin`);
  // Many rows as one value: a statement for each costs more than what it does.
  const insert = database.prepare('insert into membership select key, value from json_each(?)');
  const kinds: CampaignMembership[] = [];
  const numbers = new Map<string, number>();
  const combinations = new Map<string, Campaigns>();
  let select: StatementSync | undefined;

  function numberOf(membership: CampaignMembership): number {
    const { campaignId, campaignName, campaignEndDate, status } = membership;
    const key = `${campaignId}${status ?? ''}`;
    let number = numbers.get(key);
    if (number === undefined) {
      number = kinds.push({ campaignId, campaignName, campaignEndDate, status }) - 1;
      numbers.set(key, number);
    }
    return number;
  }

  /** @param list numbers of kinds, in their order, with commas between */
  function combinationOf(list: string): Campaigns {
    let campaigns = combinations.get(list);
    if (campaigns === undefined) {
      const memberships = list
        .split(',')
        .map((number) => kinds[Number(number)]!)
        .sort((one, other) => (one.campaignId < other.campaignId ? -1 : 1));
      campaigns = { memberships, hash: hash('sha256', JSON.stringify(memberships), 'base64url') };
      if (combinations.size === MOST_COMBINATIONS) combinations.clear();
      combinations.set(list, campaigns);
    }
    return campaigns;
  }

  /** Made of rows that are there already, an index costs half. */
  function openForReading(): StatementSync {
    database.exec('commit; create index membership_contact on membership (contact, kind)');
    const statement = database.prepare(
      `select (select group_concat(kind) from membership where contact = json_each.value)
       from json_each(?)`,
    );
    statement.setReturnArrays(true);
    return statement;
  }

  return {
    add(memberships) {
      const pairs = memberships.map((one) => `${JSON.stringify(one.contactId)}:${numberOf(one)}`);
      insert.run(`{${pairs.join(',')}}`);
    },
    of(contactIds) {
      select ??= openForReading();
      const rows = select.all(JSON.stringify(contactIds)) as unknown as Row[];
      return rows.map(([list]) => (list === null ? NONE : combinationOf(list)));
    },
  };
}

type Row = readonly [kinds: string | null];

const NONE: Campaigns = { memberships: [], hash: '' };
