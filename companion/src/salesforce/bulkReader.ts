import { hash } from 'node:crypto';
import { HlError } from '../errors.ts';
import { createTextSet } from '../textSet.ts';
import type { CampaignMembership } from '../refresh/interfaces.ts';
import { membershipReader } from './bulkContacts.ts';
import { createLineSplitter, joinLines, parseCsv, type LineSplitter } from './csv.ts';
import { createMembershipIndex, type Campaigns } from './membershipIndex.ts';

/** Rows a page: what is handled, and stored, together. */
const PAGE = 1000;

/** What bulk results are read for: memberships first, all of them, then the contacts. */
export type BulkList = 'memberships' | 'contacts';

/** Some rows of a list, in the order in which Salesforce gives them. */
export interface ReadPage {
  readonly number: number;
  readonly rows: number;
  /** Ids of the contacts that are known as they are; none where memberships are read. */
  readonly unchanged: readonly string[];
}

/** The contacts of a page that are not known as they are, each with all its campaigns. */
export interface ChangedContacts {
  /** With the line that names the columns. */
  readonly csv: string;
  readonly sourceHashes: readonly string[];
  readonly campaigns: readonly (readonly CampaignMembership[])[];
}

/**
 * Makes contacts, with their campaigns, of the CSV that bulk queries gave. Most are
 * known as they are, so that only the lines of the others are taken apart.
 */
export interface BulkReader {
  /** @param sources Id and source hash of contacts, with commas between one and the next */
  know(sources: string): void;
  /**
   * What follows is a download of a list.
   *
   * @param skip rows that are done already
   */
  begin(list: BulkList, skip: number): void;
  /**
   * @returns the pages that are complete now
   * @throws HlError 'UnexpectedAnswer', 'CampaignNotVisible'
   */
  write(bytes: Uint8Array): ReadPage[];
  /** The download is complete. @returns its last page */
  end(): ReadPage[];
  /** The download was cut. @returns the page of what was whole */
  flush(): ReadPage[];
  /** Gives away the contacts of a page that changed, of the newest pages. To be asked once. */
  release(page: number): ChangedContacts;
}

type Lines = readonly Uint8Array[];

interface ChangedContact {
  readonly line: Uint8Array;
  readonly campaigns: Campaigns;
  readonly sourceHash: string;
}

export function createBulkReader(): BulkReader {
  const known = createTextSet();
  const index = createMembershipIndex();
  const kept = new Map<number, readonly ChangedContact[]>();
  let pages = 0;
  let list: BulkList = 'memberships';
  let splitter: LineSplitter = createLineSplitter();
  let left = 0;
  let header: Uint8Array | undefined;
  let waiting: Uint8Array[] = [];

  function toPage(lines: Lines): ReadPage {
    const number = ++pages;
    const rows = lines.length;
    if (list === 'memberships') {
      const { columns, rows: cells } = parseCsv(joinLines([header!, ...lines]));
      index.add(cells.map(membershipReader(columns)));
      return { number, rows, unchanged: [] };
    }
    const ids = lines.map(readId);
    const campaigns = index.of(ids);
    const unchanged: string[] = [];
    const changed: ChangedContact[] = [];
    ids.forEach((id, place) => {
      const contact = { line: lines[place]!, campaigns: campaigns[place]! };
      const sourceHash = hashOf(contact);
      if (known.has(id + sourceHash)) unchanged.push(id);
      else changed.push({ ...contact, sourceHash });
    });
    if (changed.length > 0) kept.set(number, changed);
    return { number, rows, unchanged };
  }

  function take(lines: Lines): ReadPage[] {
    const complete: ReadPage[] = [];
    for (const line of lines) {
      if (header === undefined) header = line;
      else if (left > 0) left--;
      else if (waiting.push(line) === PAGE) complete.push(...endPage());
    }
    return complete;
  }

  function endPage(): ReadPage[] {
    const lines = waiting;
    waiting = [];
    return lines.length === 0 ? [] : [toPage(lines)];
  }

  return {
    know(sources) {
      for (const source of sources.split(',')) known.add(source);
    },
    begin(next, skip) {
      list = next;
      left = skip;
      splitter = createLineSplitter();
      header = undefined;
      waiting = [];
    },
    write: (bytes) => take(splitter.write(bytes)),
    end: () => [...take(splitter.end()), ...endPage()],
    flush: endPage,
    release(page) {
      const changed = kept.get(page)!;
      kept.delete(page);
      return {
        csv: joinLines([header!, ...changed.map(({ line }) => line)]),
        sourceHashes: changed.map(({ sourceHash }) => sourceHash),
        campaigns: changed.map(({ campaigns }) => campaigns.memberships),
      };
    },
  };
}

const CONTACT_ID = /^[a-zA-Z0-9]{18}$/;

/** The query asks for the Id first; Salesforce writes every cell in quotes. */
function readId(line: Uint8Array): string {
  const text = Buffer.from(line.buffer, line.byteOffset, Math.min(line.length, 19));
  const id = text.toString('latin1').replace('"', '');
  if (!CONTACT_ID.test(id)) {
    throw new HlError(
      'UnexpectedAnswer',
      'Salesforce answered with bulk results whose rows do not begin with an 18-character Id.',
    );
  }
  return id;
}

/** Of 43 letters: a hundred bits of each hash are plenty to tell two contacts apart. */
const LETTERS = 17;

function hashOf({ line, campaigns }: Pick<ChangedContact, 'line' | 'campaigns'>): string {
  return hash('sha256', line, 'base64url').slice(0, LETTERS) + campaigns.hash.slice(0, LETTERS);
}
