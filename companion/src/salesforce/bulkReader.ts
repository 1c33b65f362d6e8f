import { minus, plus } from '../hash.ts';
import { createTextMap } from '../textTable.ts';
import { readContacts, readMembership, type ContactRows } from './bulkContacts.ts';
import type { BulkRow } from './bulkRows.ts';
import type { BulkPage, ContactPage } from './interfaces.ts';
import { createMembershipIndex } from './membershipIndex.ts';

/** Rows of bulk results, and the line that names their columns. */
export interface BulkRows {
  readonly header: string;
  readonly rows: readonly BulkRow[];
}

/**
 * Makes contacts, with their campaigns, of what bulk queries gave. Most are known
 * as they are: only the rows of the others are taken apart.
 */
export interface BulkReader {
  /**
   * To be told first.
   *
   * @param sources as for `Changes.contactsInBulk`
   */
  readonly know: (sources: string) => void;
  /**
   * All memberships come before the contacts, each of them once.
   *
   * @throws HlError 'UnexpectedAnswer', 'CampaignNotVisible'
   */
  readonly addMemberships: (rows: BulkRows) => void;
  readonly addContacts: (rows: BulkRows) => void;
  /** How many contacts there are to be taken. */
  readonly waiting: () => number;
  readonly takeContacts: () => Pick<BulkPage, 'unchanged' | 'changed' | 'read'>;
  readonly close: () => void;
}

interface ChangedContact extends Pick<BulkRow, 'id' | 'hash'> {
  readonly line: string;
}

/** Source hashes are kept as texts. */
const RADIX = 36;
const ID_LENGTH = 18;

/** @param fields of the contacts, by path */
export function createBulkReader(fields: readonly string[]): BulkReader {
  /**
   * Of each contact that is known: its source hash without what was read of it
   * already, its row and those of its campaigns. Nothing is left of one that is as
   * it was.
   */
  const left = createTextMap();
  const index = createMembershipIndex();

  let header = '';
  let unchanged: string[] = [];
  let changed: ChangedContact[] = [];

  function readChanged(contacts: readonly ChangedContact[]): ContactPage {
    const campaigns = index.of(contacts.map(({ id }) => id));
    const rows: ContactRows = {
      csv: [header, ...contacts.map(({ line }) => line)].join('\n'),
      sourceHashes: contacts.map(({ hash }, place) =>
        plus(hash, campaigns[place]!.hash).toString(RADIX),
      ),
      campaigns: campaigns.map(({ memberships }) => memberships),
    };
    return readContacts(rows, fields);
  }

  return {
    know(sources) {
      for (const source of sources.split(',')) {
        left.set(source.slice(0, ID_LENGTH), parseInt(source.slice(ID_LENGTH), RADIX));
      }
    },
    addMemberships(memberships) {
      for (const { id, hash, text } of memberships.rows) {
        const kind = index.kindOf(hash, () => readMembership(memberships.header, text()));
        index.add(id, kind);
        const before = left.get(id);
        if (before !== undefined) left.set(id, minus(before, hash));
      }
    },
    addContacts(contacts) {
      ({ header } = contacts);
      for (const { id, hash, text } of contacts.rows) {
        if (left.get(id) === hash) unchanged.push(id);
        else changed.push({ id, hash, line: text() });
      }
    },
    waiting: () => unchanged.length + changed.length,
    takeContacts() {
      const taken = { unchanged, changed };
      unchanged = [];
      changed = [];
      return {
        unchanged: taken.unchanged,
        changed: taken.changed.length,
        read: () => readChanged(taken.changed),
      };
    },
    close: () => {
      index.close();
    },
  };
}
