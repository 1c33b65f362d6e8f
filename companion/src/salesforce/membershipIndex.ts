import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { plus } from '../hash.ts';
import type { CampaignMembership } from '../refresh/interfaces.ts';

/** The campaigns that contacts are in, by contact: more of them than memory should hold. */
export interface MembershipIndex {
  /** @param kind of `kindOf` */
  readonly add: (contactId: string, kind: number) => void;
  /** What many contacts share: the campaign that they are in, and their status there. */
  readonly kindOf: (hash: number, read: () => CampaignMembership) => number;
  /** Of each contact, in their order. Nothing may be added after the first question. */
  readonly of: (contactIds: readonly string[]) => Campaigns[];
  readonly close: () => void;
}

/** All campaigns of a contact. */
export interface Campaigns {
  readonly memberships: readonly CampaignMembership[];
  /** Of those of the rows that they were read from, together. */
  readonly hash: number;
}

interface Kind {
  readonly membership: CampaignMembership;
  readonly hash: number;
}

/** Rows that are added together: a statement for each costs more than what it does. */
const TOGETHER = 1000;

/** Combinations of campaigns that are kept; where each contact has its own, they must not fill the memory. */
const MOST_COMBINATIONS = 10_000;

/**
 * On a temporary file that SQLite deletes by itself. Combinations of campaigns that
 * many contacts share are kept in memory, once.
 */
export function createMembershipIndex(): MembershipIndex {
  const database = new DatabaseSync('');
  database.exec(`
    pragma journal_mode = off; pragma synchronous = off; pragma cache_size = -4096;
    create table membership (contact text, kind integer);
    begin`);
  const insert = database.prepare('insert into membership select key, value from json_each(?)');
  let pairs: string[] = [];
  const kinds: Kind[] = [];
  const kindsByHash = new Map<number, number>();
  const combinations = new Map<string, Campaigns>();
  let select: StatementSync | undefined;

  function addPairs(): void {
    insert.run(`{${pairs.join(',')}}`);
    pairs = [];
  }

  /** @param list of kinds, in their order, with commas between */
  function combinationOf(list: string): Campaigns {
    let campaigns = combinations.get(list);
    if (campaigns === undefined) {
      const found = list.split(',').map((kind) => kinds[Number(kind)]!);
      campaigns = {
        memberships: found
          .map(({ membership }) => membership)
          .sort((one, other) => (one.campaignId < other.campaignId ? -1 : 1)),
        hash: found.reduce((sum, { hash }) => plus(sum, hash), 0),
      };
      if (combinations.size === MOST_COMBINATIONS) combinations.clear();
      combinations.set(list, campaigns);
    }
    return campaigns;
  }

  /** Made of rows that are there already, an index costs half. */
  function openForReading(): StatementSync {
    addPairs();
    database.exec('commit; create index membership_contact on membership (contact, kind)');
    const statement = database.prepare(
      `select (select group_concat(kind) from membership where contact = json_each.value)
       from json_each(?)`,
    );
    statement.setReturnArrays(true);
    return statement;
  }

  return {
    kindOf(hash, read) {
      let kind = kindsByHash.get(hash);
      if (kind === undefined) {
        kind = kinds.push({ membership: read(), hash }) - 1;
        kindsByHash.set(hash, kind);
      }
      return kind;
    },
    add(contactId, kind) {
      if (pairs.push(`"${contactId}":${kind}`) === TOGETHER) addPairs();
    },
    of(contactIds) {
      select ??= openForReading();
      const rows = select.all(JSON.stringify(contactIds)) as unknown as Row[];
      return rows.map(([list]) => (list === null ? NONE : combinationOf(list)));
    },
    close: () => {
      database.close();
    },
  };
}

type Row = readonly [kinds: string | null];

const NONE: Campaigns = { memberships: [], hash: 0 };
