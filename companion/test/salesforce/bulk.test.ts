import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { after, before, describe, it } from 'node:test';
import type { LocalOrg } from 'salesforce-local-org';
import { startOrg } from '../../src/cli/localOrg.ts';
import { todayAt } from '../../src/refresh/days.ts';
import type { Member } from '../../src/refresh/interfaces.ts';
import { compileRules } from '../../src/refresh/member.ts';
import type { BulkPage, ContactPage, Salesforce } from '../../src/salesforce/interfaces.ts';
import { contactsInBulk } from '../../src/salesforce/bulk.ts';
import { createRest, type RestConnection } from '../../src/salesforce/rest.ts';
import { askSalesforce } from '../../src/salesforce/salesforce.ts';
import { parseWorksheet } from '../../src/worksheet/load.ts';
import { compilePlan } from '../../src/worksheet/plan.ts';
import {
  ASSOCIATION_WORKSHEET,
  deployAssociation,
  loadAssociation,
} from '../association/association.ts';

const plan = compilePlan(parseWorksheet(ASSOCIATION_WORKSHEET, 'worksheet of the association'));
const everything = { since: null, deletedSince: null, by: 'stamp' } as const;
const CONTACTS = 4500;

let org: LocalOrg;

before(async () => {
  org = await startOrg({ port: 0, contacts: 0 });
  await deployAssociation(org);
  await loadAssociation(org, CONTACTS);
});

after(() => org.close());

function connect(version = '66.0'): Salesforce {
  const connection = {
    accessToken: org.accessToken,
    instanceUrl: org.url,
    getApiVersion: () => version,
    getAuthInfoFields: () => ({}),
    refreshAuth: () => Promise.reject(new Error('no refresh token')),
  };
  return askSalesforce(createRest(connection, { retry: { retries: 1, minTimeout: 0 } }), plan);
}

async function membersOf(salesforce: Salesforce, pages: AsyncIterable<ContactPage>) {
  const toMember = compileRules({
    plan,
    catalogue: await salesforce.describeFields(),
    today: todayAt(new Date()),
  });
  const members = new Map<string, Member>();
  for await (const { records, memberships } of pages) {
    for (const contact of records) {
      assert.ok(!members.has(contact.id), 'no contact comes twice');
      members.set(contact.id, toMember(contact, memberships.get(contact.id) ?? []));
    }
  }
  return members;
}

/** The contacts of pages to somebody who knows none of them. */
async function* read(pages: AsyncIterable<BulkPage>): AsyncGenerator<ContactPage> {
  for await (const page of pages) yield page.read();
}

/** All contacts behind a checkpoint, to somebody who knows some as they were. */
function inBulk(
  salesforce: Salesforce,
  checkpoint: string | null = null,
  ...known: string[]
): AsyncIterable<BulkPage> {
  return salesforce.changes(everything).contactsInBulk(checkpoint, Readable.from(known));
}

/** All contacts of an org that answers with some bulk results, in pieces as they come over a network. */
function contactsOf(
  results: readonly Buffer[],
  headers: Record<string, string> = {},
): AsyncIterable<BulkPage> {
  const body = { id: '750', state: 'JobComplete', apiVersion: 66 };
  const rest = {
    ...createRest({} as RestConnection),
    post: () => Promise.resolve({ body }),
    get: () => Promise.resolve({ body }),
    download: () =>
      Promise.resolve({ headers: new Headers(headers), chunks: Readable.from(results) }),
  };
  const noCampaigns = { ...plan, communityGroups: { fields: [], campaigns: false } };
  return contactsInBulk(rest, noCampaigns, everything, {
    checkpoint: null,
    known: Readable.from([]),
  });
}

/** Reads pages until one is cut short, and gives back the checkpoint before it and the contacts up to it. */
async function readUntilCut(pages: AsyncIterable<BulkPage>) {
  const ids: string[] = [];
  let checkpoint: string | null = null;
  try {
    for await (const page of pages) {
      ids.push(...page.read().records.map(({ id }) => id));
      checkpoint = page.checkpoint;
    }
  } catch (error) {
    assert.equal((error as Error).name, 'SalesforceUnreachable');
  }
  return { checkpoint, ids };
}

describe('contacts in bulk', () => {
  it('are the same members as page by page, with all their groups', async () => {
    const salesforce = connect();
    const byRest = await membersOf(salesforce, salesforce.changes(everything).contacts(null));
    const byBulk = await membersOf(salesforce, read(inBulk(salesforce)));
    assert.equal(byRest.size, CONTACTS);
    assert.equal(byBulk.size, CONTACTS);
    for (const [key, member] of byRest) {
      assert.equal(
        byBulk.get(key)?.contentHash,
        member.contentHash,
        JSON.stringify([member, byBulk.get(key)]),
      );
    }
    const groups = [...byRest.values()].flatMap(({ communityGroups }) => communityGroups);
    const types = new Set(groups.map(({ type }) => type));
    assert.deepEqual([...types].sort(), ['Hidden AMS Default', 'Hidden Event']);
  });

  it('need not be read where they are known as they are', async () => {
    const records: ContactPage['records'][number][] = [];
    for await (const page of read(inBulk(connect()))) records.push(...page.records);
    const known = records.map(({ id, sourceHash }) => `${id}${sourceHash!}`);
    const pages: BulkPage[] = [];
    const other = `${records[0]!.id}${records[1]!.sourceHash!}`;
    const some = [[other, ...known.slice(1, 100)], known.slice(100, -1)];
    for await (const page of inBulk(connect(), null, ...some.map((list) => list.join(',')))) {
      pages.push(page);
      if (page.changed > 0) records.push(...page.read().records);
    }
    const ids = records.map(({ id }) => id);
    assert.deepEqual(ids.slice(CONTACTS), [ids[0], ids[CONTACTS - 1]]);
    assert.deepEqual(
      pages.flatMap(({ unchanged }) => unchanged),
      ids.slice(1, CONTACTS - 1),
    );
  });

  it('cost few calls', async () => {
    const salesforce = connect();
    for await (const page of inBulk(salesforce)) assert.ok(page.changed <= 2000);
    assert.ok(salesforce.usage().calls <= 12, `${salesforce.usage().calls} calls`);
  });

  it('go on behind a checkpoint, even if a download is cut again and again', async () => {
    const cut = org.faults.add({
      match: { path: '/results' },
      // Packed, the results are about 160 kB, and no contact comes before 80 kB.
      effect: { kind: 'drop', afterBytes: 120_000 },
    });
    const first = await readUntilCut(inBulk(connect()));
    cut.remove();
    assert.ok(first.ids.length > 0 && first.ids.length < CONTACTS, `${first.ids.length} read`);
    const rest = await readUntilCut(inBulk(connect(), first.checkpoint));
    const all = [...first.ids, ...rest.ids];
    assert.equal(all.length, CONTACTS);
    assert.equal(new Set(all).size, CONTACTS);
  });

  it('are asked anew where the results cannot be had any more', async () => {
    const { checkpoint } = await readUntilCut(inBulk(connect()));
    const other = connect('65.0');
    const { ids } = await readUntilCut(inBulk(other, checkpoint));
    assert.equal(ids.length, CONTACTS);
  });

  it('say what a job failed of', async () => {
    const failing = org.faults.add({
      match: { object: 'Contact' },
      effect: { kind: 'jobFailed', message: 'InternalServerError: try later' },
    });
    await assert.rejects(membersOf(connect(), read(inBulk(connect()))), {
      name: 'BulkJobFailed',
      message: /Contact ended as Failed: InternalServerError/,
    });
    failing.remove();
  });

  it('stop at a page that cannot be read: what is behind it must not pass for the next', async () => {
    const row = (number: number) =>
      `"003${String(number).padStart(12, '0')}AAA","${'x'.repeat(300)}"`;
    const rows = Array.from({ length: 15_000 }, (_, number) =>
      number === 1500 ? '"none",""' : row(number),
    );
    const bytes = Buffer.from(['"Id","Name"', ...rows, ''].join('\n'));
    const piece = Math.ceil(bytes.length / 40);
    const pieces = Array.from({ length: 40 }, (_, n) => bytes.subarray(n * piece, (n + 1) * piece));
    let handedOn = 0;
    await assert.rejects(
      async () => {
        for await (const page of contactsOf(pieces)) handedOn += page.changed;
      },
      { name: 'UnexpectedAnswer', message: /18-character Id/ },
    );
    assert.ok(handedOn <= 1500, `${handedOn} contacts handed on`);
  });

  it('are not taken for all if Salesforce announced more of them, or fewer', async () => {
    const results = [Buffer.from('"Id"\n"003000000000001AAA"\n"003000000000002AAA"\n')];
    for (const announced of ['1', '3']) {
      await assert.rejects(
        async () => {
          for await (const page of contactsOf(results, { 'sforce-numberofrecords': announced })) {
            assert.ok(page.changed <= 2);
          }
        },
        { name: 'UnexpectedAnswer', message: /announced \d rows of bulk results; 2 could be read/ },
      );
    }
  });
});
