import { hash } from 'node:crypto';
import { setImmediate as breathe } from 'node:timers/promises';
import type { FieldCatalogue } from '../../src/refresh/interfaces.ts';
import type {
  BulkPage,
  ChangeWindow,
  ContactPage,
  ContactRecord,
  Memberships,
  Page,
  Salesforce,
  Window,
} from '../../src/salesforce/interfaces.ts';
import type { Plan } from '../../src/worksheet/interfaces.ts';
import { compilePlan } from '../../src/worksheet/plan.ts';
import type { Contact, FakeOrg } from './fakeOrg.ts';
import { worksheetOfFakes } from './worksheets.ts';

interface FakeOptions {
  pageSize?: number;
  /** How many contacts are read in bulk. */
  bulkFrom?: number;
  /** Told of each call before it is answered; may change the org, or throw. */
  onCall?: (call: number) => void;
  /** The org's API calls of 24 hours and its limit, after so many of this client. */
  usage?: (calls: number) => { used: number; limit: number };
}

/** The Salesforce interface over a fake org. */
export function fakeSalesforce(org: FakeOrg, options: FakeOptions = {}): Salesforce {
  const { pageSize = 2, bulkFrom = Infinity, onCall = () => undefined } = options;
  const usage = options.usage ?? ((used) => ({ used, limit: 15_000 }));
  let calls = 0;

  async function call(): Promise<void> {
    await breathe();
    onCall(++calls);
  }

  return {
    bulkFrom,
    changes: (window) => fakeChanges(org, window, { pageSize, call }),
    async contactsByKey(keys) {
      await call();
      const contacts = keys.flatMap((key) => org.contacts.get(key) ?? []);
      return withMemberships(org, contacts.map(toRecord));
    },
    async countContacts(window) {
      await call();
      const lists = [
        changed(org, window),
        window.since === null ? [] : ofChangedAccounts(org, window),
      ];
      return { count: lists.flat().length, serverTime: org.now };
    },
    async describeFields() {
      await call();
      return fieldsOf(org);
    },
    async seesAllContacts() {
      await call();
      return org.viewAll;
    },
    organizationId: () => org.id,
    usage: () => ({ calls, org: calls === 0 ? null : usage(calls) }),
    serverTime: () => (calls === 0 ? null : org.now),
  };
}

interface Asking {
  pageSize: number;
  call: () => Promise<void>;
}

/** The first pages of all lists are one call, as they are over the real API. */
function fakeChanges(
  org: FakeOrg,
  window: ChangeWindow,
  { pageSize, call }: Asking,
): ReturnType<Salesforce['changes']> {
  let opened = false;

  async function* pages<T extends { id: string }>(
    find: () => T[],
    start: string | null,
  ): AsyncGenerator<Page<T>> {
    for (let after = start; ;) {
      if (after !== null || !opened) await call();
      opened ||= after === null;
      const rest = find()
        .filter(({ id }) => after === null || id > after)
        .sort((a, b) => (a.id < b.id ? -1 : 1));
      const records = rest.slice(0, pageSize);
      yield { records };
      if (rest.length < pageSize) return;
      after = records.at(-1)!.id;
    }
  }

  async function* contacts(
    find: () => Contact[],
    start: string | null,
  ): AsyncGenerator<ContactPage> {
    for await (const { records } of pages(() => find().map(toRecord), start)) {
      yield withMemberships(org, records);
    }
  }

  const { since, deletedSince } = window;
  const isIn = (modstamp: Date, from: Date | null) => from === null || modstamp >= from;
  return {
    contacts: (after) => contacts(() => changed(org, window), after),
    contactsInBulk: (checkpoint, known) =>
      fakeBulk(org, window, { checkpoint, known }, { pageSize, call }),
    contactsOfAccounts: (after) => contacts(() => ofChangedAccounts(org, window), after),
    deletedContacts: (after) =>
      pages(
        () =>
          [...org.contacts.values()].filter(
            ({ deleted, modstamp }) => deleted && isIn(modstamp, deletedSince),
          ),
        after,
      ),
    campaigns: (after) =>
      pages(() => org.campaigns.filter(({ modstamp }) => isIn(modstamp, since)), after),
    async *membersOfCampaigns(ids) {
      if (ids.length === 0) return;
      await call();
      yield {
        records: org.campaignMembers.filter(
          ({ campaign, deleted }) => !deleted && ids.includes(campaign.id),
        ),
      };
    },
    campaignMembers: (after) =>
      pages(() => org.campaignMembers.filter(({ modstamp }) => isIn(modstamp, since)), after),
  };
}

/**
 * As Salesforce does it: the rows of one moment, in no order that means anything.
 * What a job found is kept, until the org forgets it.
 */
async function* fakeBulk(
  org: FakeOrg,
  window: Window,
  { checkpoint, known }: { checkpoint: string | null; known: AsyncIterable<string> },
  { pageSize, call }: Asking,
): AsyncGenerator<BulkPage> {
  const before = new Set<string>();
  for await (const sources of known) sources.split(',').forEach((source) => before.add(source));
  await call();
  const from =
    checkpoint === null ? undefined : (JSON.parse(checkpoint) as { job: number; rows: number });
  const kept = from === undefined ? undefined : org.bulkResults.get(from.job);
  const job = kept === undefined ? org.bulkResults.size + 1 : from!.job;
  let rows = kept === undefined ? 0 : from!.rows;
  const found = [...new Set([...changed(org, window), ...ofChangedAccounts(org, window)])];
  const results = kept ?? withMemberships(org, found.map(toRecord).sort(inNoOrder));
  org.bulkResults.set(job, results);
  while (rows < results.records.length) {
    await call();
    const records = results.records.slice(rows, rows + pageSize);
    rows += records.length;
    const memberships = new Map(
      records.map(({ id }) => [id, results.memberships.get(id)!.toReversed()]),
    );
    yield toBulkPage({ records, memberships }, before, JSON.stringify({ job, rows }));
  }
}

/** Without the campaigns in their order, as an index gives them. */
function toBulkPage(
  { records, memberships }: ContactPage,
  known: ReadonlySet<string>,
  checkpoint: string,
): BulkPage {
  const hashed = records.map((contact) => {
    const campaigns = [...memberships.get(contact.id)!].sort((one, other) =>
      one.campaignId < other.campaignId ? -1 : 1,
    );
    const judged = plan.sources.map((path) => contact.values[path]);
    return { ...contact, sourceHash: hash('md5', JSON.stringify([judged, campaigns])) };
  });
  const isKnown = ({ id, sourceHash }: (typeof hashed)[number]) => known.has(id + sourceHash);
  const changed = hashed.filter((contact) => !isKnown(contact));
  return {
    unchanged: hashed.filter(isKnown).map(({ id }) => id),
    changed: changed.length,
    checkpoint,
    read: () => ({ records: changed, memberships }),
  };
}

/** By the last letters of the names. */
function inNoOrder(a: ContactRecord, b: ContactRecord): number {
  const key = ({ id, values }: ContactRecord) => `${String(values['Name']).slice(-1)} ${id}`;
  return key(a) < key(b) ? -1 : 1;
}

function changed(org: FakeOrg, { since, by }: Window): Contact[] {
  return [...org.contacts.values()].filter(
    ({ deleted, stamp, modstamp }) =>
      !deleted &&
      (since === null || (modstamp >= since && (by === 'modification' || stamp >= since))),
  );
}

function ofChangedAccounts(org: FakeOrg, { since, by }: Window): Contact[] {
  return [...org.contacts.values()].filter(
    ({ deleted, account }) =>
      !deleted &&
      account !== null &&
      since !== null &&
      account.modstamp >= since &&
      (by === 'modification' || account.stamp >= since),
  );
}

function withMemberships(org: FakeOrg, records: readonly ContactRecord[]): ContactPage {
  const memberships: Memberships = new Map(
    records.map(({ id }) => [
      id,
      org.campaignMembers
        .filter((member) => member.contactId === id && !member.deleted && !member.campaign.deleted)
        .map(({ campaign, status }) => ({
          campaignId: campaign.id,
          campaignName: campaign.name,
          campaignEndDate: campaign.endDate,
          status,
        })),
    ]),
  );
  return { records, memberships };
}

function toRecord(contact: Contact): ContactRecord {
  return {
    id: contact.id,
    deleted: contact.deleted,
    masterId: contact.masterId,
    values: {
      Name: contact.lastName,
      LastName: contact.lastName,
      'Account.Name': contact.account?.name ?? null,
      AccountId: null,
      FirstName: null,
      Email: null,
      HasOptedOutOfEmail: false,
      Level__c: contact.level,
      Expires__c: contact.expires,
      HL_IsActive__c: contact.active,
      HL_Mod_Date__c: contact.stamp.toISOString().replace('Z', '+0000'),
      'Account.HL_Mod_Date__c': contact.account?.stamp.toISOString() ?? null,
    },
  };
}

function fieldsOf({ levels }: FakeOrg): FieldCatalogue {
  return new Map([
    ['Level__c', { label: 'Level', kind: 'picklist', calculated: false, options: new Map(levels) }],
  ]);
}

export const plan: Plan = { ...compilePlan(worksheetOfFakes), fingerprint: 'plan one' };
