import { findKnown } from '../community/members.ts';
import type { BulkPage, ContactPage, Page } from '../salesforce/interfaces.ts';
import { refuseBeyondBudget } from './budget.ts';
import { handleContact, type Handled } from './handle.ts';
import { reportProgress } from './report.ts';
import { rulesFor } from './rules.ts';
import type { Found, Run } from './run.ts';

/**
 * Contacts that are stored together, of those that changed and of those that did
 * not: a transaction costs more than to read some pages.
 */
const TOGETHER = { changed: 1000, same: 20_000 };

/** Each page of contacts and the checkpoint behind it are one transaction. */
export function eachContactPage(run: Run, pages: AsyncIterable<ContactPage>): Promise<void> {
  return eachPage(run, pages, async (page) => ({ handled: await handleContacts(run, page) }));
}

/** The same for whatever pages. */
export async function eachPage<T extends { readonly id: string }, P extends Page<T>>(
  run: Run,
  pages: AsyncIterable<P>,
  handle: (page: P) => Promise<Found>,
): Promise<void> {
  for await (const page of pages) {
    await savePage(run, page.records.at(-1)?.id, await handle(page));
  }
}

/**
 * In bulk most contacts are as they were: the rules are applied to those of which
 * something changed that they look at.
 */
export async function eachBulkPage(run: Run, pages: AsyncIterable<BulkPage>): Promise<void> {
  const same: string[] = [];
  const handled: Handled[] = [];
  let end: string | undefined;
  const save = () => savePage(run, end, { same: same.splice(0), handled: handled.splice(0) });
  for await (const { unchanged, changed, checkpoint, read } of pages) {
    same.push(...unchanged);
    if (changed > 0) handled.push(...(await handleContacts(run, read())));
    end = checkpoint;
    if (handled.length >= TOGETHER.changed || same.length >= TOGETHER.same) await save();
  }
  if (end !== run.row.last_key) await save();
}

/** @param end where the next page begins; undefined where there is none to come */
async function savePage(run: Run, end: string | undefined, found: Found): Promise<void> {
  await run.save({ last_key: end ?? run.row.last_key }, found);
  reportProgress(run);
  // Before the next page is asked for.
  refuseBeyondBudget(run.deps);
}

/** What a page of live contacts means to the community. */
async function handleContacts(run: Run, { records, memberships }: ContactPage): Promise<Handled[]> {
  const { clock, community } = run.deps;
  const rules = await rulesFor(run, records);
  const known = await findKnown(
    community.db,
    records.map(({ id }) => id),
  );
  const now = clock().toISOString();
  return records.map((contact) =>
    handleContact(rules, contact, memberships, known.get(contact.id), now),
  );
}
