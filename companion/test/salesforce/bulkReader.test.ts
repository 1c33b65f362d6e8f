import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { readContacts } from '../../src/salesforce/bulkContacts.ts';
import { createBulkReader, type BulkList, type ReadPage } from '../../src/salesforce/bulkReader.ts';
import type { ContactPage } from '../../src/salesforce/interfaces.ts';
import { createLineSplitter, joinLines, parseCsv } from '../../src/salesforce/csv.ts';

const MEMBER_COLUMNS = ['ContactId', 'CampaignId', 'Status', 'Campaign.Name', 'Campaign.EndDate'];

const id = (prefix: string, number: number) => `${prefix}${String(number).padStart(12, '0')}AAA`;

/** CSV as Bulk API 2.0 writes it: every cell in quotes, quotes twice, lines that end with a line feed. */
function toCsv(rows: readonly (readonly string[])[]): Buffer {
  const cell = (text: string) => `"${text.replaceAll('"', '""')}"`;
  return Buffer.from(rows.map((row) => `${row.map(cell).join(',')}\n`).join(''));
}

/** Some bytes in pieces, cut at some places. */
function pieces(bytes: Buffer, cuts: readonly number[]): Buffer[] {
  const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b);
  return [0, ...places].map((from, index) => bytes.subarray(from, places[index] ?? bytes.length));
}

/** A reader that has read some memberships, and the contacts behind them. */
function readBoth(
  members: readonly (readonly string[])[],
  contacts: readonly (readonly string[])[],
  columns: readonly string[] = ['Id', 'Name'],
) {
  const reader = createBulkReader();
  const read = (list: BulkList, rows: readonly (readonly string[])[], skip = 0): ReadPage[] => {
    reader.begin(list, skip);
    return [...reader.write(toCsv(rows)), ...reader.end()];
  };
  read('memberships', [MEMBER_COLUMNS, ...members]);
  const pages = read('contacts', [columns, ...contacts]);
  return { reader, read, pages };
}

/** The contacts of pages of which all changed. */
function contactsIn(
  { reader, pages }: Pick<ReturnType<typeof readBoth>, 'reader' | 'pages'>,
  fields: readonly string[] = ['Name'],
): ContactPage[] {
  return pages.map(({ number }) => readContacts(reader.release(number), fields));
}

describe('lines of CSV', () => {
  it('are the same rows however the bytes come, with quotes and line breaks in cells', () => {
    const texts = fc.oneof(
      fc.string(),
      fc.stringMatching(/^[",\r\n a]*$/),
      fc.string({ unit: 'grapheme' }),
    );
    const tables = fc
      .integer({ min: 2, max: 4 })
      .chain((width) => fc.array(fc.array(texts, { minLength: width, maxLength: width })));
    fc.assert(
      fc.property(tables, fc.array(fc.nat()), (rows, cuts) => {
        const columns = (rows[0] ?? ['', '']).map((_, index) => `Column${index}`);
        const splitter = createLineSplitter();
        const lines = pieces(toCsv([columns, ...rows]), cuts).flatMap((some) =>
          splitter.write(some),
        );
        lines.push(...splitter.end());
        assert.equal(lines.length, rows.length + 1);
        assert.deepEqual(parseCsv(joinLines(lines)), { columns, rows });
      }),
      { numRuns: 500 },
    );
  });

  it('end with the bytes, whether or not a line feed does', () => {
    for (const text of ['"a","b"\n"1","2"', '"a","b"\n"1","2"\n']) {
      const splitter = createLineSplitter();
      const lines = [...splitter.write(Buffer.from(text)), ...splitter.end()];
      assert.deepEqual(parseCsv(joinLines(lines)).rows, [['1', '2']]);
    }
  });
});

describe('a source hash', () => {
  const ada = [id('003', 1), 'Ada'];
  const gala = [ada[0]!, id('701', 1), 'Sent', 'Gala', ''];
  const forum = [ada[0]!, id('701', 2), 'Responded', 'Forum', '2026-06-30'];
  const of = (...given: Parameters<typeof readBoth>) =>
    contactsIn(readBoth(...given))
      .flatMap(({ records }) => records)
      .find((contact) => contact.id === ada[0])!.sourceHash;

  it('is equal for an equal contact, whatever comes beside it and in whichever order', () => {
    const first = of([gala, forum], [ada]);
    const other = [id('003', 2), 'Bob'];
    const others = [id('003', 2), id('701', 3), 'Sent', 'Webinar', ''];
    assert.equal(of([others, forum, gala], [other, ada]), first);
  });

  const changes: Record<string, [members: string[][], contact: string[]]> = {
    'a value of the contact': [
      [gala, forum],
      [ada[0]!, 'Ada L.'],
    ],
    'a campaign less': [[gala], ada],
    'no campaign': [[], ada],
    'another status': [[gala.with(2, 'Responded'), forum], ada],
    'another name of a campaign': [[gala.with(3, 'Ball'), forum], ada],
    'another end of a campaign': [[gala, forum.with(4, '2026-07-01')], ada],
    'another campaign with the same name': [[gala.with(1, id('701', 9)), forum], ada],
  };
  for (const [what, [members, contact]] of Object.entries(changes)) {
    it(`is another one for ${what}`, () => {
      assert.notEqual(of(members, [contact]), of([gala, forum], [ada]));
    });
  }
});

describe('a bulk reader', () => {
  const contacts = Array.from({ length: 4500 }, (_, number) => [id('003', number), `N${number}`]);
  const ids = contacts.map(([key]) => key!);
  const idsOf = (pages: readonly ContactPage[]) =>
    pages.flatMap(({ records }) => records.map((contact) => contact.id));

  it('gives away the contacts that changed, with their campaigns', () => {
    const member = [id('003', 7), id('701', 1), '', 'Gala, "the" one', '2026-06-30'];
    const read = contactsIn(readBoth([member], contacts));
    assert.ok(read.length > 1);
    assert.deepEqual(idsOf(read), ids);
    const { records, memberships } = read[0]!;
    assert.deepEqual(
      { ...records[9], sourceHash: '' },
      { id: ids[9], deleted: false, masterId: null, sourceHash: '', values: { Name: 'N9' } },
    );
    assert.deepEqual(memberships.get(ids[7]!), [
      {
        campaignId: id('701', 1),
        campaignName: 'Gala, "the" one',
        campaignEndDate: '2026-06-30',
        status: null,
      },
    ]);
    assert.deepEqual(memberships.get(ids[9]!), []);
  });

  it('gives away none that is known as it is', () => {
    const before = contactsIn(readBoth([], contacts)).flatMap(({ records }) => records);
    const reader = createBulkReader();
    reader.know(before.map((contact) => contact.id + contact.sourceHash!).join(','));
    reader.begin('contacts', 0);
    const now = contacts.with(2500, [ids[2500]!, 'Other']);
    const pages = [...reader.write(toCsv([['Id', 'Name'], ...now])), ...reader.end()];
    assert.deepEqual(
      pages.flatMap(({ unchanged }) => unchanged),
      ids.toSpliced(2500, 1),
    );
    const changed = pages.filter((page) => page.rows > page.unchanged.length);
    assert.deepEqual(idsOf(contactsIn({ reader, pages: changed })), [ids[2500]]);
  });

  it('goes on behind rows that are done, and after a cut gives what was whole', () => {
    const { reader, read } = readBoth([], []);
    const pages = read('contacts', [['Id', 'Name'], ...contacts], 4400);
    assert.deepEqual(idsOf(contactsIn({ reader, pages })), ids.slice(4400));
    reader.begin('contacts', 0);
    const bytes = toCsv([['Id', 'Name'], ...contacts.slice(0, 100)]);
    assert.deepEqual(reader.write(bytes.subarray(0, bytes.length - 5)), []);
    assert.equal(idsOf(contactsIn({ reader, pages: reader.flush() })).length, 99);
  });

  it('refuses what is not an answer to its query', () => {
    const unseen = [id('003', 1), id('701', 1), 'Sent', '', ''];
    assert.throws(() => readBoth([unseen], []), { name: 'CampaignNotVisible' });
    assert.throws(() => readBoth([], [['no Id', 'Ada']]), { name: 'UnexpectedAnswer' });
    assert.throws(() => contactsIn(readBoth([], contacts), ['Name', 'Email']), {
      name: 'UnexpectedAnswer',
      message: /without the field Email/,
    });
  });
});
