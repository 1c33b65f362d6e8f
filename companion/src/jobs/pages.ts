import { findMembers } from '../community/members.ts';
import type { ContactPage } from '../salesforce/interfaces.ts';
import { refuseBeyondBudget } from './budget.ts';
import { handleMember } from './handle.ts';
import { reportProgress } from './report.ts';
import { rulesFor } from './rules.ts';
import type { Found, Run } from './run.ts';

/** Each page and the checkpoint behind it are one transaction. */
export async function eachPage<P extends { readonly records: readonly { readonly id: string }[] }>(
  run: Run,
  pages: AsyncIterable<P>,
  handle: (page: P) => Promise<Found>,
): Promise<void> {
  for await (const page of pages) {
    const found = await handle(page);
    await run.save({ last_key: page.records.at(-1)?.id ?? run.row.last_key }, found);
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
  const toMember = await rulesFor(run, records);
  const known = await findMembers(
    community.db,
    records.map(({ id }) => id),
  );
  const now = clock().toISOString();
  return {
    handled: records.map((contact) =>
      handleMember(
        toMember(contact, memberships.get(contact.id) ?? []),
        known.get(contact.id),
        now,
      ),
    ),
  };
}
