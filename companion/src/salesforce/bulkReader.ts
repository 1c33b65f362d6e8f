import { hash } from 'node:crypto';
import { HlError } from '../errors.ts';
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
  /** Of contacts; none where memberships are read. */
  readonly ids: readonly string[];
  /** JSON: their source hashes by Id. */
  readonly sourceHashes: string;
}

/** Contacts that somebody wants to look at, each with all its campaigns. */
export interface ReleasedContacts {
  /** With the line that names the columns. */
  readonly csv: string;
  readonly campaigns: readonly (readonly CampaignMembership[])[];
}

/**
 * Makes contacts, with their campaigns, of the CSV that bulk queries gave. Few are
 * looked at closely, so that a line is taken apart only when that is asked for.
 */
export interface BulkReader {
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
  /** Gives away some contacts of a page, and forgets it. One that is forgotten has none. */
  release(page: number, indexes: readonly number[]): ReleasedContacts;
}

type Lines = readonly Uint8Array[];

interface KeptPage {
  readonly header: Uint8Array;
  readonly lines: Lines;
  readonly campaigns: readonly Campaigns[];
}

const FORGOTTEN: KeptPage = { header: new Uint8Array(), lines: [], campaigns: [] };

export function createBulkReader(): BulkReader {
  const index = createMembershipIndex();
  const kept = new Map<number, KeptPage>();
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
      return { number, rows, ids: [], sourceHashes: '{}' };
    }
    const ids = lines.map(readId);
    const campaigns = index.of(ids);
    kept.set(number, { header: header!, lines, campaigns });
    const hashes = ids.map((id, place) => `"${id}":"${hashOf(lines[place]!, campaigns[place]!)}"`);
    return { number, rows, ids, sourceHashes: `{${hashes.join(',')}}` };
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
    release(page, indexes) {
      const { header: names, lines, campaigns } = kept.get(page) ?? FORGOTTEN;
      kept.delete(page);
      return {
        csv: joinLines([names, ...indexes.map((one) => lines[one]!)]),
        campaigns: indexes.map((one) => campaigns[one]!.memberships),
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

/** Half of each hash is plenty to tell two contacts apart. */
const HALF = 22;

function hashOf(line: Uint8Array, campaigns: Campaigns): string {
  return hash('sha256', line, 'base64url').slice(0, HALF) + campaigns.hash.slice(0, HALF);
}
