import http from 'node:http';
import { HlError } from '../errors.ts';
import type { Plan } from '../worksheet/interfaces.ts';
import { isInterruption } from './errors.ts';
import type { ContactCount, ContactRecord, Page, PageQuery, Salesforce } from './interfaces.ts';
import { readContact, readDeletedContact, readQueryAnswer, type QueryAnswer } from './records.ts';
import { createRest, type Answer, type Rest, type RestConnection } from './rest.ts';
import {
  contactsByKeyQuery,
  contactsQuery,
  countQuery,
  deletedContactsQuery,
  keysPerQuery,
  PAGE_SIZE,
  viewAllContactsQuery,
} from './soql.ts';

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
export function askSalesforce(rest: Rest, { select }: Plan): Salesforce {
  const asContact = (record: QueryAnswer['records'][number]) => readContact(record, select);
  return {
    contacts: async (page) =>
      toPage(await query(rest, 'query', contactsQuery(select, page)), page, asContact),
    deletedContacts: async (page) =>
      toPage(await query(rest, 'queryAll', deletedContactsQuery(page)), page, readDeletedContact),
    contactsByKey: async (keys) => {
      const found: ContactRecord[] = [];
      for (const some of keysPerQuery(select, keys)) {
        const page = async (after: string | null) =>
          toPage(
            await query(rest, 'queryAll', contactsByKeyQuery(select, some, after)),
            { after },
            asContact,
          );
        found.push(...(await allPages(page)));
      }
      return found;
    },
    countContacts: async (since) => toCount(await rest.get(queryPath('query', countQuery(since)))),
    seesAllContacts: () => seesAllContacts(rest),
    organizationId: () => rest.organizationId(),
    usage: () => rest.usage(),
  };
}

async function query(
  rest: Rest,
  resource: 'query' | 'queryAll',
  soql: string,
): Promise<QueryAnswer> {
  const { body } = await rest.get(queryPath(resource, soql));
  return readQueryAnswer(body);
}

function queryPath(resource: 'query' | 'queryAll', soql: string): string {
  return `${resource}?q=${encodeURIComponent(soql)}`;
}

/** A page cut short (`done` is false: long texts make pages smaller) goes on behind its last Id. */
function toPage<T extends { id: string }>(
  { records, done }: QueryAnswer,
  { after }: Pick<PageQuery, 'after'>,
  read: (record: QueryAnswer['records'][number]) => T,
): Page<T> {
  const page = { records: records.map(read), last: done && records.length < PAGE_SIZE };
  if (!page.last && (page.records.at(-1)?.id ?? after) === after) {
    throw new HlError('UnexpectedAnswer', 'Salesforce answered with a page that leads nowhere.');
  }
  return page;
}

async function allPages<T extends { id: string }>(
  read: (after: string | null) => Promise<Page<T>>,
): Promise<T[]> {
  const records: T[] = [];
  for (let last = false; !last;) {
    const page = await read(records.at(-1)?.id ?? null);
    records.push(...page.records);
    last = page.last;
  }
  return records;
}

function toCount({ body, date }: Answer): ContactCount {
  if (date === null) {
    throw new HlError(
      'UnexpectedAnswer',
      'Salesforce answered without its clock (the Date header), so no watermark can be set.',
      { actions: ['See whether a proxy between here and Salesforce removes the header.'] },
    );
  }
  return { count: readQueryAnswer(body).totalSize, serverTime: date };
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
    return (await query(rest, 'query', viewAllContactsQuery(userId))).totalSize > 0;
  } catch (error) {
    if (isInterruption(error)) {
      throw error;
    }
    return false;
  }
}
