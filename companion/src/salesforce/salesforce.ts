import http from 'node:http';
import { HlError } from '../errors.ts';
import type { Plan } from '../worksheet/interfaces.ts';
import { BULK_FROM } from './bulk.ts';
import { readChanges } from './changes.ts';
import { isInterruption } from './errors.ts';
import { describeFields } from './fields.ts';
import type { ContactCount, Salesforce, Window } from './interfaces.ts';
import { membershipLists, readAll, toMemberships } from './listings.ts';
import { ask, type Listing } from './queries.ts';
import { readContact } from './records.ts';
import { createRest, type Rest, type RestConnection } from './rest.ts';
import { contactsByKeyQuery, countQueries, inParts, viewAllContactsQuery } from './soql.ts';

/**
 * What a refresh asks Salesforce, over the session of a connection that the
 * caller opened (`Org.getConnection()` of @salesforce/core), through the proxy
 * that the environment names (`HTTPS_PROXY`, `NO_PROXY`), as `sf` does it.
 */
export function connectSalesforce(connection: RestConnection, plan: Plan): Salesforce {
  // Left alone, fetch does not look at the environment.
  http.setGlobalProxyFromEnv();
  return askSalesforce(createRest(connection), plan);
}

/** The same over calls that the caller brings. */
export function askSalesforce(rest: Rest, plan: Plan): Salesforce {
  const { communityGroups, select } = plan;
  return {
    countContacts: (window) => countContacts(rest, window),
    bulkFrom: BULK_FROM,
    changes: (window) => readChanges(rest, plan, window),
    contactsByKey: async (keys) => {
      const found = await readAll(rest, contactLists(select, keys));
      const records = found.rows.map((row) => readContact(row, select));
      const ids = records.filter(({ deleted }) => !deleted).map(({ id }) => id);
      const { rows } = await readAll(rest, communityGroups.campaigns ? membershipLists(ids) : []);
      return { records, memberships: toMemberships(rows) };
    },
    describeFields: () => describeFields(rest, select),
    seesAllContacts: () => seesAllContacts(rest),
    organizationId: () => rest.organizationId(),
    usage: () => rest.usage(),
    serverTime: () => rest.serverTime(),
  };
}

function contactLists(select: readonly string[], keys: readonly string[]): Listing[] {
  const soql = (some: readonly string[], after: string | null) =>
    contactsByKeyQuery(select, some, after);
  return inParts(keys, soql).map((some) => ({
    page: (after) => ({ resource: 'queryAll', soql: soql(some, after) }),
  }));
}

async function countContacts(rest: Rest, window: Window): Promise<ContactCount> {
  const answers = await ask(
    rest,
    countQueries(window).map((soql) => ({ resource: 'query', soql })),
  );
  const serverTime = rest.serverTime();
  if (serverTime === null) {
    throw new HlError(
      'UnexpectedAnswer',
      'Salesforce answered without its clock (the Date header), so no watermark can be set.',
      { actions: ['See whether a proxy between here and Salesforce removes the header.'] },
    );
  }
  return { count: answers.reduce((sum, { totalSize }) => sum + totalSize, 0), serverTime };
}

/**
 * An org that will not tell is an org where absence means nothing: to a user who
 * may not see the set-up, ObjectPermissions or its fields do not exist.
 */
async function seesAllContacts(rest: Rest): Promise<boolean> {
  try {
    const { body } = await rest.get('/services/oauth2/userinfo');
    const { user_id: userId } = body as { user_id?: unknown };
    if (typeof userId !== 'string') {
      return false;
    }
    const [found] = await ask(rest, [{ resource: 'query', soql: viewAllContactsQuery(userId) }]);
    return found!.totalSize > 0;
  } catch (error) {
    if (isInterruption(error)) {
      throw error;
    }
    return false;
  }
}
