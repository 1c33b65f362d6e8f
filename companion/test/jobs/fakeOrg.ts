import { setImmediate as breathe } from 'node:timers/promises';
import type {
  ContactRecord,
  Page,
  PageQuery,
  Salesforce,
} from '../../src/salesforce/interfaces.ts';
import type { Plan } from '../../src/worksheet/interfaces.ts';
import { parseWorksheet } from '../../src/worksheet/load.ts';
import { compilePlan } from '../../src/worksheet/plan.ts';

interface Account {
  name: string;
  stamp: Date;
}

interface Contact {
  id: string;
  lastName: string;
  department: string;
  active: boolean;
  account: Account | null;
  stamp: Date;
  modstamp: Date;
  deleted: boolean;
  masterId: string | null;
}

export type ContactChange = Partial<
  Pick<Contact, 'lastName' | 'department' | 'active' | 'account' | 'deleted' | 'masterId'>
>;

/** Contacts and accounts in memory, as the package's flows would stamp them. */
export class FakeOrg {
  readonly id: string;
  now = new Date('2026-03-01T08:00:00Z');
  readonly contacts = new Map<string, Contact>();
  readonly accounts: Account[] = [];
  viewAll = true;
  #lastNumber = 0;

  constructor(id = '00D000000000001EAA') {
    this.id = id;
  }

  advance(minutes: number): void {
    this.now = new Date(this.now.getTime() + minutes * 60_000);
  }

  addAccount(name: string): Account {
    const account = { name, stamp: this.now };
    this.accounts.push(account);
    return account;
  }

  /** @param lag minutes that the stamp is older than the moment the change can be seen */
  renameAccount(account: Account, name: string, lag = 0): void {
    account.name = name;
    account.stamp = this.#ago(lag);
  }

  addContact(change: ContactChange = {}, lag = 0): Contact {
    const contact = {
      id: contactId(++this.#lastNumber),
      lastName: `Name${this.#lastNumber}`,
      department: '',
      active: true,
      account: null,
      stamp: this.#ago(lag),
      modstamp: this.#ago(lag),
      deleted: false,
      masterId: null,
      ...change,
    };
    this.contacts.set(contact.id, contact);
    return contact;
  }

  /** A change of `department` stamps nothing: no plan here reads it. Neither does deleting. */
  change(contact: Contact, change: ContactChange, lag = 0): void {
    Object.assign(contact, change);
    contact.modstamp = this.#ago(lag);
    if (
      Object.keys(change).some((field) => !['department', 'deleted', 'masterId'].includes(field))
    ) {
      contact.stamp = this.#ago(lag);
    }
  }

  #ago(minutes: number): Date {
    return new Date(this.now.getTime() - minutes * 60_000);
  }
}

/** The 18-character Id of the nth contact, without capitals in its first 15. */
export function contactId(number: number): string {
  return `003${String(number).padStart(12, '0')}AAA`;
}

interface FakeOptions {
  pageSize?: number;
  /** Told of each call before it is answered; may change the org, or throw. */
  onCall?: (call: number) => void;
}

/** The Salesforce interface over a fake org. */
export function fakeSalesforce(org: FakeOrg, options: FakeOptions = {}): Salesforce {
  const { pageSize = 2, onCall = () => undefined } = options;
  let calls = 0;

  async function call(): Promise<void> {
    await breathe();
    onCall(++calls);
  }

  function page<T extends { id: string }>(found: T[], after: string | null): Page<T> {
    const rest = found
      .filter(({ id }) => after === null || id > after)
      .sort((a, b) => (a.id < b.id ? -1 : 1));
    return { records: rest.slice(0, pageSize), last: rest.length < pageSize };
  }

  const changed = (since: Date | null) =>
    [...org.contacts.values()].filter(
      ({ deleted, stamp, account }) =>
        !deleted &&
        (since === null || stamp >= since || (account !== null && account.stamp >= since)),
    );

  return {
    async contacts({ since, after }: PageQuery) {
      await call();
      return page(changed(since).map(toRecord), after);
    },
    async deletedContacts({ since, after }: PageQuery) {
      await call();
      const gone = [...org.contacts.values()].filter(
        ({ deleted, modstamp }) => deleted && (since === null || modstamp >= since),
      );
      return page(gone.map(toRecord), after);
    },
    async contactsByKey(keys) {
      await call();
      return keys.flatMap((key) => {
        const contact = org.contacts.get(key);
        return contact === undefined ? [] : [toRecord(contact)];
      });
    },
    async countContacts(since) {
      await call();
      return { count: changed(since).length, serverTime: org.now };
    },
    async seesAllContacts() {
      await call();
      return org.viewAll;
    },
    organizationId: () => org.id,
    usage: () => ({ calls, org: { used: calls, limit: 15_000 } }),
  };
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
      HL_IsActive__c: contact.active,
      HL_Mod_Date__c: contact.stamp.toISOString().replace('Z', '+0000'),
    },
  };
}

/** A plan that reads what the fake org has. */
export const plan: Plan = {
  ...compilePlan(
    parseWorksheet(
      'profile: { FirstName: FirstName, LastName: LastName, EmailAddress: Email }',
      'worksheet of the fake org',
    ),
  ),
  select: ['Name', 'LastName', 'Account.Name', 'HL_IsActive__c', 'HL_Mod_Date__c'],
  profile: [
    { name: 'LastName', source: 'LastName' },
    { name: 'CompanyName', source: 'Account.Name' },
  ],
  fingerprint: 'plan one',
};
