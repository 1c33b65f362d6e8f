import { findKnown, findStale } from '../community/members.ts';
import type { BulkPage, ContactPage } from '../salesforce/interfaces.ts';
import { refuseBeyondBudget } from './budget.ts';
import { handleContact, handleSame } from './handle.ts';
import { reportProgress } from './report.ts';
import { makingOf, rulesFor } from './rules.ts';
import type { Found, Run } from './run.ts';

/** Where a page ends: at its last record, unless it says otherwise. */
type AnyPage =
  { readonly records: readonly { readonly id: string }[] } | { readonly checkpoint: string };

/** Each page and the checkpoint behind it are one transaction. */
export async function eachPage<P extends AnyPage>(
  run: Run,
  pages: AsyncIterable<P>,
  handle: (page: P) => Promise<Found>,
): Promise<void> {
  for await (const page of pages) {
    const found = await handle(page);
    const end = 'checkpoint' in page ? page.checkpoint : page.records.at(-1)?.id;
    await run.save({ last_key: end ?? run.row.last_key }, found);
    reportProgress(run);
    // Before the next page is asked for.
    refuseBeyondBudget(run.deps);
  }
}

/** What a page of live contacts means to the community. */
export async function handleContacts(
  run: Run,
  { records, memberships }: ContactPage,
): Promise<Found> {
  const { clock, community } = run.deps;
  const rules = await rulesFor(run, records);
  const known = await findKnown(
    community.db,
    records.map(({ id }) => id),
  );
  const now = clock().toISOString();
  return {
    handled: records.map((contact) =>
      handleContact(rules, contact, memberships, known.get(contact.id), now),
    ),
  };
}

/**
 * The same in bulk, where most contacts are as they were: the rules are applied to
 * those of which something changed that they look at.
 */
export async function handleBulk(run: Run, { ids, sourceHashes, read }: BulkPage): Promise<Found> {
  const stale = await findStale(run.deps.community.db, sourceHashes, await makingOf(run));
  const places = ids.flatMap((id, place) => (stale.has(id) ? [place] : []));
  const same = ids.filter((id) => !stale.has(id)).map(handleSame);
  const { handled = [] } = places.length === 0 ? {} : await handleContacts(run, await read(places));
  return { handled: [...same, ...handled] };
}
