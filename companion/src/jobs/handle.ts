import type { MemberTable } from '../community/schema.ts';
import type { Member, Outcome } from '../refresh/interfaces.ts';
import {
  GONE,
  goneTransition,
  refreshTransition,
  type KnownMember,
  type Transition,
} from '../refresh/transition.ts';

/** What a job found out about one contact, as it will be stored. */
export interface Handled {
  readonly legacyContactKey: string;
  readonly outcome: Outcome;
  /** The member's row after the refresh; null where the community knows no such member. */
  readonly member: MemberTable | null;
  /** Whether that row is another than before. */
  readonly written: boolean;
  readonly comment: string | null;
}

/** @param now ISO 8601, for `last_refreshed_at` */
export function handleMember(member: Member, row: MemberTable | undefined, now: string): Handled {
  const transition = refreshTransition(row && toKnown(row), member);
  return handled(transition, {
    legacy_contact_key: member.legacyContactKey,
    name: member.name,
    email: member.email,
    status: transition.status,
    reasons: JSON.stringify(transition.reasons),
    profile: member.texts.profile,
    demographics: member.texts.demographics,
    community_groups: member.texts.communityGroups,
    security_groups: member.texts.securityGroups,
    expires_on: member.expiresOn,
    content_hash: member.contentHash,
    last_refreshed_at: now,
    shown_in_job: row?.shown_in_job ?? null,
  });
}

/** For a member whose contact is gone: what is known of it stays as it was, but it is in no group any more. */
export function handleGone(row: MemberTable, reason: string, now: string): Handled {
  const transition = goneTransition(toKnown(row), reason);
  return handled(transition, {
    ...row,
    status: transition.status,
    reasons: JSON.stringify(transition.reasons),
    demographics: '[]',
    community_groups: '[]',
    security_groups: '[]',
    expires_on: null,
    content_hash: GONE,
    last_refreshed_at: now,
  });
}

export function handleFailure(
  legacyContactKey: string,
  row: MemberTable | undefined,
  comment: string,
): Handled {
  return { legacyContactKey, outcome: 'failed', member: row ?? null, written: false, comment };
}

function handled({ outcome, reasons, written }: Transition, member: MemberTable): Handled {
  return {
    legacyContactKey: member.legacy_contact_key,
    outcome,
    member,
    written,
    comment: reasons.length === 0 ? null : reasons.join('; '),
  };
}

function toKnown(row: MemberTable): KnownMember {
  return { status: row.status, contentHash: row.content_hash };
}
