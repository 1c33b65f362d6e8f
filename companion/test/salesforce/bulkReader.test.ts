import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { createBulkReader, type BulkRows } from '../../src/salesforce/bulkReader.ts';
import { createRowSplitter } from '../../src/salesforce/bulkRows.ts';
import { parseCsv } from '../../src/salesforce/csv.ts';
import type { ContactRecord } from '../../src/salesforce/interfaces.ts';

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

/** The rows of a table, and the line that names its columns. */
function toRows(table: readonly (readonly string[])[]): BulkRows {
  const splitter = createRowSplitter();
  const rows = [...splitter.write(toCsv(table)), ...splitter.end()];
  return { header: splitter.header(), rows };
}

interface Scene {
  readonly members?: readonly (readonly string[])[];
  readonly columns?: readonly string[];
  readonly known?: readonly ContactRecord[];
}

/** What a reader makes of some contacts. */
function read(contacts: readonly (readonly string[])[], scene: Scene = {}) {
  const { members = [], columns = ['Id', 'Name'], known = [] } = scene;
  const reader = createBulkReader(['Name']);
  reader.know(known.map(({ id, sourceHash }) => id + sourceHash!).join(','));
  reader.addMemberships(toRows([MEMBER_COLUMNS, ...members]));
  reader.addContacts(toRows([columns, ...contacts]));
  assert.equal(reader.waiting(), contacts.length);
  return reader.takeContacts();
}

describe('rows of CSV', () => {
  const cells = fc.oneof(
    fc.string(),
    fc.stringMatching(/^[",\r\n a]*$/),
    fc.string({ unit: 'grapheme' }),
  );

  it('are the same however the bytes come, with quotes and line breaks in cells', () => {
    const tables = fc
      .integer({ min: 1, max: 3 })
      .chain((width) =>
        fc.array(fc.array(cells, { minLength: width, maxLength: width }), { minLength: 1 }),
      );
    fc.assert(
      fc.property(tables, fc.array(fc.nat()), fc.boolean(), (table, cuts, ends) => {
        const columns = ['Id', ...(table[0] ?? []).map((_, index) => `Column${index}`)];
        const expected = table.map((row, index) => [id('003', index), ...row]);
        const bytes = toCsv([columns, ...expected]);
        const splitter = createRowSplitter();
        const rows = pieces(ends ? bytes : bytes.subarray(0, -1), cuts).flatMap((some) =>
          splitter.write(some),
        );
        rows.push(...splitter.end());
        const text = [splitter.header(), ...rows.map((row) => row.text())].join('\n');
        assert.deepEqual(
          rows.map((row) => row.id),
          expected.map(([first]) => first),
        );
        assert.deepEqual(parseCsv(text), { columns, rows: expected });
      }),
      { numRuns: 500 },
    );
  });

  it('have a hash of the cells behind the Id', () => {
    const hashes = ([first = '', ...others]: string[]) =>
      toRows([
        ['Id', 'A', 'B'],
        [first, ...others],
      ]).rows.map(({ hash }) => hash);
    const hash = hashes([id('003', 1), 'one', 'two']);
    assert.deepEqual(hashes([id('003', 2), 'one', 'two']), hash);
    assert.notDeepEqual(hashes([id('003', 1), 'one', 'too']), hash);
    assert.notDeepEqual(hashes([id('003', 1), 'two', 'one']), hash);
  });

  it('must begin with an Id, each in quotes', () => {
    const refused = {
      name: 'UnexpectedAnswer',
      message: /18-character Id in quotes|begin with a quote/,
    };
    assert.throws(() => toRows([['Id'], ['no Id']]), refused);
    const unquoted = `Id,Name\n${id('003', 1)},Ada\n`;
    const splitter = createRowSplitter();
    assert.throws(() => splitter.write(Buffer.from(unquoted)), refused);
  });
});

describe('a source hash', () => {
  const ada = [id('003', 1), 'Ada'];
  const gala = [ada[0]!, id('701', 1), 'Sent', 'Gala', ''];
  const forum = [ada[0]!, id('701', 2), 'Responded', 'Forum', '2026-06-30'];
  const of = (members: string[][], ...contacts: string[][]) => {
    const { records } = read(contacts, { members }).read();
    return records.find((contact) => contact.id === ada[0])!.sourceHash;
  };

  it('is equal for an equal contact, whatever comes beside it and in whichever order', () => {
    const first = of([gala, forum], ada);
    const other = [id('003', 2), 'Bob'];
    const others = [id('003', 2), id('701', 3), 'Sent', 'Webinar', ''];
    assert.equal(of([others, forum, gala], other, ada), first);
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
    it(`is another one for ${what}, which is found to have changed`, () => {
      assert.notEqual(of(members, contact), of([gala, forum], ada));
      const { records: known } = read([ada], { members: [gala, forum] }).read();
      assert.equal(read([contact], { members, known }).changed, 1);
    });
  }
});

describe('a bulk reader', () => {
  const contacts = Array.from({ length: 4500 }, (_, number) => [id('003', number), `N${number}`]);
  const ids = contacts.map(([key]) => key!);

  it('gives away the contacts that changed, with their campaigns', () => {
    const member = [id('003', 7), id('701', 1), '', 'Gala, "the" one', '2026-06-30'];
    const { unchanged, changed, read: take } = read(contacts, { members: [member] });
    assert.deepEqual([unchanged, changed], [[], contacts.length]);
    const { records, memberships } = take();
    assert.deepEqual(
      records.map((contact) => contact.id),
      ids,
    );
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
    const members = ids.map((key, number) => [key, id('701', number % 3), 'Sent', 'Gala', '']);
    const { records: known } = read(contacts, { members }).read();
    const now = contacts.with(2500, [ids[2500]!, 'Other']).toReversed();
    const { unchanged, changed, read: take } = read(now, { members, known });
    assert.deepEqual(unchanged.toReversed(), ids.toSpliced(2500, 1));
    assert.equal(changed, 1);
    const { records } = take();
    assert.deepEqual(
      records.map((contact) => contact.id),
      [ids[2500]],
    );
  });

  it('refuses what is not an answer to its query', () => {
    const unseen = [id('003', 1), id('701', 1), 'Sent', '', ''];
    assert.throws(() => read([], { members: [unseen] }), { name: 'CampaignNotVisible' });
    const { read: take } = read(contacts, { columns: ['Id', 'Email'] });
    assert.throws(take, {
      name: 'UnexpectedAnswer',
      message: /without the field Name/,
    });
  });
});
