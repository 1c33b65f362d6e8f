import { batches, findMembers } from '../community/members.ts';
import type { MemberTable } from '../community/schema.ts';
import { HlError } from '../errors.ts';
import { toLegacyContactKey } from '../refresh/legacyContactKey.ts';
import { goneReason } from '../refresh/transition.ts';
import type { ContactRecord } from '../salesforce/interfaces.ts';
import { handleFailure, handleGone, handleMember, type Handled } from './handle.ts';
import type { JobResult, RefreshDeps } from './interfaces.ts';
import { reportProgress, summarise } from './report.ts';
import { rulesToday } from './rules.ts';
import { runJob, type Run } from './run.ts';

/** seeds/000, FAQ: what the guide says in this case; why it is so follows behind. */
const ISSUE = 'There has been an issue retrieving data from the web service.';

/**
 * Refreshes these contacts now (seeds/000, "Refresh Member"). The job's status
 * is `failure` if it could not do so for one of them; the member refresh history
 * says why.
 *
 * @param keys of 15 or 18 characters, in any order, repetitions allowed
 * @throws HlError 'InvalidKey', before anything is done, that names every wrong key
 */
export async function refreshMembers(
  deps: RefreshDeps,
  keys: readonly string[],
): Promise<JobResult> {
  const wanted = readKeys(keys);
  return runJob(deps, 'Member Refresh', async (run) => {
    for (const some of batches(wanted)) {
      await run.save({ total: wanted.length }, await refreshSome(run, some));
      reportProgress(run);
    }
    await run.complete({
      status: run.row.failed > 0 ? 'failure' : 'success',
      comment: summarise(run.row),
    });
  });
}

function readKeys(given: readonly string[]): string[] {
  const problems: HlError[] = [];
  const keys = given.flatMap((key) => {
    try {
      return [toLegacyContactKey(key)];
    } catch (error) {
      if (!(error instanceof HlError)) {
        throw error;
      }
      problems.push(error);
      return [];
    }
  });
  if (problems.length > 0) {
    throw new HlError('InvalidKey', problems.map(({ message }) => message).join('\n'), {
      actions: problems[0]!.actions,
    });
  }
  if (keys.length === 0) {
    throw new HlError('InvalidKey', 'There is no legacy contact key to refresh.');
  }
  return [...new Set(keys)];
}

async function refreshSome(run: Run, keys: readonly string[]): Promise<Handled[]> {
  const { clock, community, salesforce } = run.deps;
  const toMember = rulesToday(run.deps);
  const contacts = new Map((await salesforce.contactsByKey(keys)).map((one) => [one.id, one]));
  const known = await findMembers(community.db, keys);
  const lostMember = keys.some((key) => known.has(key) && !contacts.has(key));
  const absenceCounts = lostMember && (await salesforce.seesAllContacts());
  const now = clock().toISOString();
  return keys.map((key) => {
    const contact = contacts.get(key);
    const row = known.get(key);
    if (contact === undefined) {
      return handleAbsent(key, row, absenceCounts, now);
    }
    return contact.deleted
      ? handleDeleted(contact, row, now)
      : handleMember(toMember(contact, []), row, now);
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
