import { reasonsAgainst } from './gates.ts';
import type { Member, MemberStatus, Outcome } from './interfaces.ts';

/** What the community knows of a contact before a refresh looks at it. */
export interface KnownMember {
  readonly status: MemberStatus;
  readonly contentHash: string;
}

/** What a refresh makes of one contact. */
export interface Transition {
  readonly outcome: Outcome;
  /** Whether the member has another status or content than before. */
  readonly changed: boolean;
  readonly status: MemberStatus;
  /** Why the member is not active; empty for an active one. */
  readonly reasons: readonly string[];
}

/** The content hash of a member whose contact is gone: no contact has it, so one that comes back is written anew. */
export const GONE = 'gone';

/**
 * An eligible contact is an active member. One that is not eligible is disabled
 * if it ever was a member, and not imported if it never was (seeds/000,
 * "Determine eligibility for community access" and "Member Refresh History").
 */
export function refreshTransition(known: KnownMember | undefined, member: Member): Transition {
  const status = nextStatus(known, member.verdict.eligible);
  return transition(known, status, member.contentHash, reasonsAgainst(member.verdict));
}

/** seeds/000, FAQ: a member whose contact was deleted or merged "will be disabled". */
export function goneTransition(known: KnownMember, reason: string): Transition {
  return transition(known, afterLoss(known), GONE, [reason]);
}

/** @param contact as the recycle bin has it: one that lost a merge names the one that won */
export function goneReason(contact: { masterId: string | null } | undefined): string {
  if (contact === undefined) {
    return 'No longer in Salesforce';
  }
  const { masterId } = contact;
  return masterId === null ? 'Deleted in Salesforce' : `Merged into ${masterId} in Salesforce`;
}

function nextStatus(known: KnownMember | undefined, eligible: boolean): MemberStatus {
  if (eligible) {
    return 'active';
  }
  return known === undefined ? 'notImported' : afterLoss(known);
}

function afterLoss({ status }: KnownMember): MemberStatus {
  return status === 'notImported' ? 'notImported' : 'disabled';
}

function transition(
  known: KnownMember | undefined,
  status: MemberStatus,
  contentHash: string,
  reasons: readonly string[],
): Transition {
  const changed = known?.status !== status || known.contentHash !== contentHash;
  return { outcome: changed ? outcomeOf(known, status) : 'unchanged', changed, status, reasons };
}

/** What happens to a disabled member, other than coming back, changes nothing in the community. */
function outcomeOf(known: KnownMember | undefined, status: MemberStatus): Outcome {
  switch (status) {
    case 'active':
      return 'refreshed';
    case 'disabled':
      return known?.status === 'active' ? 'disabled' : 'unchanged';
    case 'notImported':
      return 'notImported';
  }
}
