import type { ContactPage } from '../../src/salesforce/interfaces.ts';
import { contactId } from './ids.ts';

export { contactId } from './ids.ts';

export interface Account {
  name: string;
  stamp: Date;
  modstamp: Date;
}

export interface Contact {
  id: string;
  lastName: string;
  department: string;
  active: boolean;
  /** API value of a picklist. */
  level: string | null;
  /** `2026-12-31` */
  expires: string | null;
  account: Account | null;
  stamp: Date;
  modstamp: Date;
  deleted: boolean;
  masterId: string | null;
}

export interface Campaign {
  id: string;
  name: string;
  endDate: string | null;
  modstamp: Date;
  deleted: boolean;
}

export interface CampaignMember {
  id: string;
  contactId: string;
  campaign: Campaign;
  status: string;
  modstamp: Date;
  deleted: boolean;
}

/** What no flow of the package watches. */
const UNWATCHED: ReadonlySet<string> = new Set(['department', 'deleted', 'masterId']);

export type ContactChange = Partial<Omit<Contact, 'id' | 'stamp' | 'modstamp'>>;

/** Records in memory, as the package's flows would stamp them. */
export class FakeOrg {
  readonly id: string;
  now = new Date('2026-03-01T08:00:00Z');
  readonly contacts = new Map<string, Contact>();
  readonly accounts: Account[] = [];
  readonly campaigns: Campaign[] = [];
  readonly campaignMembers: CampaignMember[] = [];
  /** Labels of the picklist's options by their API values. */
  readonly levels = new Map([
    ['gold', 'Gold'],
    ['silver', 'Silver'],
  ]);
  /** What bulk queries found, by their jobs; a job that is forgotten has none. */
  readonly bulkResults = new Map<number, ContactPage | undefined>();
  viewAll = true;
  /** Whether the package's flows are active. */
  flows = true;
  #lastNumber = 0;

  constructor(id = '00D000000000001EAA') {
    this.id = id;
  }

  advance(minutes: number): void {
    this.now = new Date(this.now.getTime() + minutes * 60_000);
  }

  addAccount(name: string): Account {
    const account = { name, stamp: this.now, modstamp: this.now };
    this.accounts.push(account);
    return account;
  }

  /** @param lag minutes that the stamp is older than the moment the change can be seen */
  renameAccount(account: Account, name: string, lag = 0): void {
    account.name = name;
    account.modstamp = this.#ago(lag);
    if (this.flows) account.stamp = account.modstamp;
  }

  addContact(change: ContactChange = {}, lag = 0): Contact {
    const contact: Contact = {
      id: contactId(++this.#lastNumber),
      lastName: `Name${this.#lastNumber}`,
      department: '',
      active: true,
      level: null,
      expires: null,
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
    if (this.flows && Object.keys(change).some((field) => !UNWATCHED.has(field))) {
      contact.stamp = contact.modstamp;
    }
  }

  addCampaign(name: string, endDate: string | null = null): Campaign {
    const id = `701${String(++this.#lastNumber).padStart(12, '0')}AAA`;
    const campaign = { id, name, endDate, modstamp: this.now, deleted: false };
    this.campaigns.push(campaign);
    return campaign;
  }

  changeCampaign(campaign: Campaign, change: Partial<Campaign>, lag = 0): void {
    Object.assign(campaign, change, { modstamp: this.#ago(lag) });
  }

  addToCampaign({ id }: Contact, campaign: Campaign, status = 'Sent', lag = 0): CampaignMember {
    const member = {
      id: `00v${String(++this.#lastNumber).padStart(12, '0')}AAA`,
      contactId: id,
      campaign,
      status,
      modstamp: this.#ago(lag),
      deleted: false,
    };
    this.campaignMembers.push(member);
    return member;
  }

  changeMember(member: CampaignMember, change: Partial<CampaignMember>, lag = 0): void {
    Object.assign(member, change, { modstamp: this.#ago(lag) });
  }

  #ago(minutes: number): Date {
    return new Date(this.now.getTime() - minutes * 60_000);
  }
}
