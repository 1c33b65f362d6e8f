import { HlError } from '../errors.ts';
import type { JobResult, MemberRefreshView } from '../jobs/interfaces.ts';
import type { Edit } from './edits.ts';
import type { CallComparison, DemoContact, EditOutcome, EditReport } from './interfaces.ts';

/** An edit that was made, and the contacts that it is about. */
export interface MadeEdit {
  edit: Edit;
  contacts: readonly Pick<DemoContact, 'Id' | 'Name'>[];
}

/** HL_Mod_Date of a contact and of its account by contact Id, as one text to compare. */
export type Stamps = ReadonlyMap<string, string>;

/**
 * What a refresh did with the contact of each edit.
 *
 * @throws HlError 'DemoError' where that is not what the edit must lead to
 */
export function reportEdits(
  made: readonly MadeEdit[],
  history: readonly MemberRefreshView[],
  stamps: { before: Stamps; after: Stamps },
): EditReport[] {
  const outcomes = new Map<string, string>(
    history.map((entry) => [entry.legacyContactKey, entry.outcome]),
  );
  return made.map(({ edit, contacts }) => {
    for (const { Id, Name } of contacts) {
      const outcome = outcomes.get(Id) ?? ('left alone' satisfies EditOutcome);
      if (outcome !== edit.outcome) {
        throw new HlError('DemoError', `${edit.what} (${Name}): ${outcome}, not ${edit.outcome}.`);
      }
    }
    return {
      what: edit.what,
      contacts: contacts.map(({ Name }) => Name),
      stamped: wasStamped(contacts[0]!.Id, stamps),
      outcome: edit.outcome,
      why: edit.why,
    };
  });
}

/**
 * A refresh examines the contacts of the edits that matter, and no other.
 *
 * @throws HlError 'DemoError' if this one did otherwise
 */
export function refuseOtherWork({ examined }: JobResult, made: readonly MadeEdit[]): void {
  const relevant = made.filter(({ edit }) => edit.outcome !== 'left alone');
  const expected = relevant.flatMap(({ contacts }) => contacts).length;
  if (examined === expected) return;
  throw new HlError(
    'DemoError',
    `The second refresh examined ${examined} contacts, not the ${expected} that were stamped or deleted.`,
  );
}

function wasStamped(
  id: string,
  { before, after }: { before: Stamps; after: Stamps },
): boolean | null {
  return after.has(id) ? after.get(id) !== before.get(id) : null;
}

/**
 * "The Periodic Refresh, Member Refresh, and a user login each use one API call.
 * So, if you have 50,000 records to be refreshed, the integration will use
 * 50,000 API calls." (seeds/000, "Periodic Refresh"). What this companion read
 * again without need is not counted against the other.
 */
export function compareCalls(job: JobResult): CallComparison {
  return {
    companion: job.apiCalls,
    oneCallAMember: job.refreshed + job.disabled + job.notImported,
  };
}
