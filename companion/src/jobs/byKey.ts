import { findMembers } from '../community/members.ts';
import type { MemberTable } from '../community/schema.ts';
import { goneReason } from '../refresh/transition.ts';
import type { ContactRecord } from '../salesforce/interfaces.ts';
import { handleContact, handleFailure, handleGone, toKnown, type Handled } from './handle.ts';
import { rulesFor } from './rules.ts';
import type { Run } from './run.ts';

/** Contacts that are asked for together: `contactsByKey` gets them for one or two calls. */
export const KEYS_PER_READ = 2000;

/** seeds/000, FAQ: what the guide says in this case; why it is so follows behind. */
const ISSUE = 'There has been an issue retrieving data from the web service.';

/**
 * What Salesforce says now of contacts that are asked for by their key.
 *
 * @returns one for each key; but a periodic refresh says nothing of contacts that
 * Salesforce does not have and the community does not know, or may not take for gone
 */
export async function handleByKey(run: Run, keys: readonly string[]): Promise<Handled[]> {
  const { clock, community, salesforce } = run.deps;
  const { records, memberships } = await salesforce.contactsByKey(keys);
  const contacts = new Map(records.map((contact) => [contact.id, contact]));
  const rules = await rulesFor(run, records);
  const known = await findMembers(community.db, keys);
  const lostMember = keys.some((key) => known.has(key) && !contacts.has(key));
  const absenceCounts = lostMember && (await salesforce.seesAllContacts());
  const now = clock().toISOString();
  const asked = run.row.type !== 'Periodic Refresh';
  return keys.flatMap((key) => {
    const contact = contacts.get(key);
    const row = known.get(key);
    if (contact !== undefined && !contact.deleted) {
      return [handleContact(rules, contact, memberships, row && toKnown(row), now)];
    }
    const lost =
      contact === undefined
        ? handleAbsent(key, row, absenceCounts, now)
        : handleDeleted(contact, row, now);
    return lost.outcome === 'failed' && !asked ? [] : [lost];
  });
}

/** seeds/000, FAQ: "if the record is not found, it will be disabled" — but only if it would have been seen. */
function handleAbsent(
  key: string,
  row: MemberTable | undefined,
  absenceCounts: boolean,
  now: string,
): Handled {
  if (row === undefined) {
    return handleFailure(
      key,
      row,
      `${ISSUE} Salesforce shows no contact with this key to this user, and it was never synced: it may not exist, be deleted for good, or be hidden by sharing.`,
    );
  }
  return absenceCounts
    ? handleGone(row, goneReason(undefined), now)
    : handleFailure(
        key,
        row,
        `${ISSUE} Salesforce shows no contact with this key to this user. Whether it was deleted is not known, because the user does not have View All on Contact; the member stays as it is.`,
      );
}

function handleDeleted(contact: ContactRecord, row: MemberTable | undefined, now: string): Handled {
  return row === undefined
    ? handleFailure(contact.id, row, `${ISSUE} ${goneReason(contact)}, and never synced.`)
    : handleGone(row, goneReason(contact), now);
}
