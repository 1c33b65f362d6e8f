import type { HlError } from '../errors.ts';
import type { Plan } from '../worksheet/interfaces.ts';
import { readContacts } from './bulkContacts.ts';
import { awaitQueryJob, download, isUsable, startQueryJob } from './bulkJobs.ts';
import type { BulkList, ReadPage } from './bulkReader.ts';
import { openBulkThread, type BulkThread } from './bulkThread.ts';
import { isInterruption } from './errors.ts';
import type { BulkPage, Window } from './interfaces.ts';
import type { Rest } from './rest.ts';
import { bulkContactsQuery, bulkMembershipsQuery } from './soql.ts';

/**
 * From so many contacts on Bulk API 2.0 is cheaper: REST needs a call for each
 * 2,000, Bulk some twelve calls to start and watch its jobs, and one for 50,000.
 */
export const BULK_FROM = 30_000;

/** Bytes that are handed to the thread together. */
const BLOCK = 256 * 1024;

/** Blocks that the thread may have before it. */
const AHEAD = 4;

/** How often a download that was cut is taken up again before the job gives up. */
const ATTEMPTS = 4;

/** Where in which results a page ends. */
interface Checkpoint {
  readonly contactsJob: string;
  /** Null where the plan makes no groups of campaigns. */
  readonly membersJob: string | null;
  readonly locator: string | null;
  /** Rows behind the locator that are done. */
  readonly rows: number;
}

/**
 * The contacts of a window through Bulk API 2.0, in the order in which Salesforce
 * gives them, with their campaigns. Cheaper than pages by REST from tens of
 * thousands of contacts on: a dozen calls and one for each 50,000 contacts.
 *
 * @param checkpoint of the last page that was handled; null for the start. Where
 * the results that it tells of are gone, everything is asked anew.
 * @param known as for `Changes.contactsInBulk`
 */
export async function* contactsInBulk(
  rest: Rest,
  { sources, communityGroups }: Pick<Plan, 'sources' | 'communityGroups'>,
  window: Window,
  {
    checkpoint: start,
    known,
  }: { readonly checkpoint: string | null; readonly known: AsyncIterable<string> },
): AsyncGenerator<BulkPage> {
  const from =
    (await findJobs(rest, start)) ??
    (await startJobs(rest, {
      contacts: bulkContactsQuery(sources, window),
      members: communityGroups.campaigns ? bulkMembershipsQuery(window) : null,
    }));
  const thread = openBulkThread();
  try {
    const downloads = { rest, thread };
    // While Salesforce works on the results.
    await Promise.all([know(thread, known), prepare(downloads, from)]);
    for await (const page of readRows(downloads, 'contacts', from.contactsJob, from)) {
      const { number, rows, unchanged, locator, done } = page;
      yield {
        unchanged,
        changed: rows - unchanged.length,
        checkpoint: JSON.stringify({ ...from, locator, rows: done } satisfies Checkpoint),
        read: async () => readContacts(await thread.release(number), sources),
      };
    }
  } finally {
    await thread.close();
  }
}

/** Whether a checkpoint is of such pages. */
export function isBulkCheckpoint(checkpoint: string | null): boolean {
  return checkpoint?.startsWith('{') === true;
}

async function findJobs(rest: Rest, start: string | null): Promise<Checkpoint | undefined> {
  if (start === null) {
    return undefined;
  }
  const checkpoint = JSON.parse(start) as Checkpoint;
  const jobs = [checkpoint.contactsJob, checkpoint.membersJob].filter((job) => job !== null);
  for (const job of jobs) {
    if (!(await isUsable(rest, job))) {
      return undefined;
    }
  }
  return checkpoint;
}

/** Both at once: Salesforce works on them at the same time. */
async function startJobs(
  rest: Rest,
  soql: { readonly contacts: string; readonly members: string | null },
): Promise<Checkpoint> {
  const membersJob = soql.members === null ? null : await startQueryJob(rest, soql.members);
  const contactsJob = await startQueryJob(rest, soql.contacts);
  return { contactsJob, membersJob, locator: null, rows: 0 };
}

interface Downloads {
  readonly rest: Rest;
  readonly thread: BulkThread;
}

async function know(thread: BulkThread, known: AsyncIterable<string>): Promise<void> {
  for await (const sources of known) await thread.know(sources);
}

/** Has all memberships read, and the contacts ready to be. */
async function prepare(downloads: Downloads, jobs: Checkpoint): Promise<void> {
  const { membersJob, contactsJob } = jobs;
  if (membersJob !== null) await awaitQueryJob(downloads.rest, membersJob);
  await Promise.all([
    readMemberships(downloads, membersJob),
    awaitQueryJob(downloads.rest, contactsJob),
  ]);
}

/** @param job null for none */
async function readMemberships(downloads: Downloads, job: string | null): Promise<void> {
  if (job !== null) {
    const pages = readRows(downloads, 'memberships', job, { locator: null, rows: 0 });
    while ((await pages.next()).done !== true);
  }
}

interface Rows extends ReadPage {
  /** Where the download began of which these rows are the last but `done`. */
  readonly locator: string | null;
  readonly done: number;
}

/** The rows of a finished job behind a place in it, some at a time. */
async function* readRows(
  { rest, thread }: Downloads,
  list: BulkList,
  job: string,
  from: { readonly locator: string | null; readonly rows: number },
): AsyncGenerator<Rows> {
  let { locator, rows: done } = from;
  for (let attempts = ATTEMPTS; ;) {
    try {
      const { chunks, next } = await download(rest, job, locator);
      void thread.begin(list, done);
      for await (const page of inPages(thread, chunks)) {
        done += page.rows;
        attempts = ATTEMPTS;
        yield { ...page, locator, done };
      }
      if (next === null) {
        return;
      }
      locator = next;
      done = 0;
    } catch (error) {
      if (!isInterruption(error) || --attempts === 0) {
        throw error;
      }
    }
  }
}

/** One download's pages. The thread works ahead by some blocks while the caller is busy with a page. */
async function* inPages(
  thread: BulkThread,
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<ReadPage> {
  const ahead: Promise<ReadPage[]>[] = [];
  let block: Uint8Array[] = [];
  let size = 0;
  const hand = () => {
    if (size > 0) ahead.push(thread.write(joined(block, size)));
    block = [];
    size = 0;
  };
  let cut: HlError | undefined;
  try {
    for await (const chunk of chunks) {
      block.push(chunk);
      size += chunk.length;
      if (size >= BLOCK) hand();
      if (ahead.length > AHEAD) yield* await ahead.shift()!;
    }
    hand();
    ahead.push(thread.end());
  } catch (error) {
    // Behind a page that could not be read no other may pass for the next.
    if (!isInterruption(error)) throw error;
    cut = error;
    // Many cuts must not keep a download from its end.
    hand();
    ahead.push(thread.flush());
  }
  for (const pages of ahead) yield* await pages;
  if (cut !== undefined) throw cut;
}

/** In a buffer of its own, which a thread can be given. */
function joined(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const block = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    block.set(chunk, at);
    at += chunk.length;
  }
  return block;
}
