import type { Memberships } from './interfaces.ts';
import { ask, QUERIES_PER_CALL, toPage, type Listing, type Query } from './queries.ts';
import { readMembership, type Json, type QueryAnswer } from './records.ts';
import type { Rest } from './rest.ts';
import { inParts, membershipsQuery } from './soql.ts';

/**
 * Every row of several lists, five queries a call, each list followed to its end.
 *
 * @param also queries that go into the first call, where there is one
 * @returns the rows, and the answers to `also`
 */
export async function readAll(
  rest: Rest,
  lists: readonly Listing[],
  also: readonly Query[] = [],
): Promise<{ rows: Json[]; answers: QueryAnswer[] }> {
  const rows: Json[] = [];
  const open = lists.map((list) => ({ list, after: null as string | null }));
  let answers: QueryAnswer[] = [];
  for (let extra = also; open.length > 0 || extra.length > 0; extra = []) {
    const some = open.splice(0, QUERIES_PER_CALL - extra.length);
    const all = await ask(rest, [...extra, ...some.map(({ list, after }) => list.page(after))]);
    answers = [...answers, ...all.slice(0, extra.length)];
    some.forEach((one, index) => {
      const { records, next } = toPage(all[extra.length + index]!, one.after);
      rows.push(...records);
      if (next !== null) {
        open.push({ list: one.list, after: next });
      }
    });
  }
  return { rows, answers };
}

/** The lists that hold the campaigns which some contacts are in. */
export function membershipLists(contactIds: readonly string[]): Listing[] {
  return inParts(contactIds, membershipsQuery).map((some) => ({
    page: (after) => ({ resource: 'query', soql: membershipsQuery(some, after) }),
  }));
}

/** Rows of `membershipLists`, by contact. */
export function toMemberships(rows: readonly Json[]): Memberships {
  const byContact = new Map<string, ReturnType<typeof readMembership>[]>();
  for (const row of rows) {
    const membership = readMembership(row);
    const others = byContact.get(membership.contactId);
    if (others === undefined) {
      byContact.set(membership.contactId, [membership]);
    } else {
      others.push(membership);
    }
  }
  return byContact;
}
