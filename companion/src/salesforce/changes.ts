import type { Plan } from '../worksheet/interfaces.ts';
import { contactsInBulk } from './bulk.ts';
import type {
  ChangedCampaignMember,
  Changes,
  ChangeWindow,
  ContactPage,
  Page,
} from './interfaces.ts';
import { membershipLists, readAll, toMemberships } from './listings.ts';
import { ask, toPage, type Listing, type RawPage } from './queries.ts';
import {
  readChangedCampaign,
  readChangedCampaignMember,
  readContact,
  readDeletedContact,
  type Json,
} from './records.ts';
import type { Rest } from './rest.ts';
import {
  campaignMembersQuery,
  campaignsQuery,
  contactsOfAccountsQuery,
  contactsQuery,
  deletedContactsQuery,
  inParts,
  membersOfCampaignsQuery,
} from './soql.ts';

type ListName = Exclude<keyof Changes, 'contactsInBulk' | 'membersOfCampaigns'>;

/** What changed in a window, asked with as few calls as it can be. */
export function readChanges(
  rest: Rest,
  plan: Pick<Plan, 'select' | 'sources' | 'communityGroups'>,
  window: ChangeWindow,
): Changes {
  const { select, communityGroups } = plan;
  const lists = listsOf(select, window);
  let names = namesOf(window, communityGroups.campaigns);
  let opening: Promise<Map<ListName, RawPage>> | undefined;

  /** The first pages of all lists come in one call, so that a refresh with nothing to do costs one. */
  async function firstPage(name: ListName): Promise<RawPage> {
    opening ??= askFirstPages();
    const pages = await opening;
    const page = pages.get(name);
    // Asked for a second time, it is read anew.
    pages.delete(name);
    return page ?? readPage(lists[name], null);
  }

  async function askFirstPages(): Promise<Map<ListName, RawPage>> {
    const answers = await ask(
      rest,
      names.map((name) => lists[name].page(null)),
    );
    return new Map(names.map((name, index) => [name, toPage(answers[index]!, null)]));
  }

  async function readPage(list: Listing, after: string | null): Promise<RawPage> {
    const [answer] = await ask(rest, [list.page(after)]);
    return toPage(answer!, after);
  }

  async function* records<T>(
    name: ListName,
    read: (record: Json) => T,
    start: string | null,
  ): AsyncGenerator<Page<T>> {
    let page = start === null ? await firstPage(name) : await readPage(lists[name], start);
    for (;;) {
      yield { records: page.records.map(read) };
      if (page.next === null) {
        return;
      }
      page = await readPage(lists[name], page.next);
    }
  }

  async function* membersOfCampaigns(
    ids: readonly string[],
  ): AsyncGenerator<Page<ChangedCampaignMember>> {
    for (const some of inParts(ids, membersOfCampaignsQuery)) {
      const list = live((after) => membersOfCampaignsQuery(some, after));
      let after: string | null = null;
      do {
        const page: RawPage = await readPage(list, after);
        yield { records: page.records.map(readChangedCampaignMember) };
        after = page.next;
      } while (after !== null);
    }
  }

  /** The campaigns of a page's contacts come in one call with the page behind it. */
  async function* contacts(name: ListName, start: string | null): AsyncGenerator<ContactPage> {
    let page = start === null ? await firstPage(name) : await readPage(lists[name], start);
    for (;;) {
      const found = page.records.map((record) => readContact(record, select));
      const { rows, answers } = await readAll(
        rest,
        communityGroups.campaigns ? membershipLists(found.map(({ id }) => id)) : [],
        page.next === null ? [] : [lists[name].page(page.next)],
      );
      yield { records: found, memberships: toMemberships(rows) };
      if (page.next === null) {
        return;
      }
      page = toPage(answers[0]!, page.next);
    }
  }

  return {
    contacts: (after) => contacts('contacts', after),
    contactsInBulk: (checkpoint, known) => {
      // Their first pages need not come along with the others'.
      names = names.filter((name) => name !== 'contacts' && name !== 'contactsOfAccounts');
      return contactsInBulk(rest, plan, window, { checkpoint, known });
    },
    contactsOfAccounts: (after) => contacts('contactsOfAccounts', after),
    deletedContacts: (after) => records('deletedContacts', readDeletedContact, after),
    campaigns: (after) => records('campaigns', readChangedCampaign, after),
    campaignMembers: (after) => records('campaignMembers', readChangedCampaignMember, after),
    membersOfCampaigns,
  };
}

/** Who reads every contact meets those of changed accounts and campaigns among them. */
function namesOf({ since }: ChangeWindow, campaigns: boolean): ListName[] {
  return [
    'contacts',
    'deletedContacts',
    ...(since === null ? [] : (['contactsOfAccounts'] as const)),
    ...(since === null || !campaigns ? [] : (['campaigns', 'campaignMembers'] as const)),
  ];
}

function listsOf(select: readonly string[], window: ChangeWindow): Record<ListName, Listing> {
  return {
    contacts: live((after) => contactsQuery(select, window, after)),
    contactsOfAccounts: live((after) => contactsOfAccountsQuery(select, window, after)),
    deletedContacts: all((after) => deletedContactsQuery(window, after)),
    campaigns: all((after) => campaignsQuery(window, after)),
    campaignMembers: all((after) => campaignMembersQuery(window, after)),
  };
}

function live(soql: (after: string | null) => string): Listing {
  return { page: (after) => ({ resource: 'query', soql: soql(after) }) };
}

function all(soql: (after: string | null) => string): Listing {
  return { page: (after) => ({ resource: 'queryAll', soql: soql(after) }) };
}
