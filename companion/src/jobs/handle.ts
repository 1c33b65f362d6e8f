import type { MemberTable } from '../community/schema.ts';
import type { Member, MemberStatus, Outcome } from '../refresh/interfaces.ts';
import {
  GONE,
  goneTransition,
  refreshTransition,
  type KnownMember,
  type Transition,
} from '../refresh/transition.ts';

/** What a job found out about one contact. */
export interface Handled {
  readonly legacyContactKey: string;
  readonly outcome: Outcome;
  /** Empty where neither side knows. */
  readonly name: string;
  /** Null where the community knows no such member. */
  readonly status: MemberStatus | null;
  /** The member's row, where it is another than before. */
  readonly written: MemberTable | null;
  readonly comment: string | null;
}

/** @param now ISO 8601, for `last_refreshed_at` */
export function handleMember(member: Member, known: KnownMember | undefined, now: string): Handled {
  const transition = refreshTransition(known, member);
  return handled(transition, member, transition.written ? toRow(member, transition, now) : null);
}

function toRow(member: Member, { status, reasons }: Transition, now: string): MemberTable {
  return {
    legacy_contact_key: member.legacyContactKey,
    name: member.name,
    email: member.email,
    status,
    reasons: JSON.stringify(reasons),
    profile: member.texts.profile,
    demographics: member.texts.demographics,
    community_groups: member.texts.communityGroups,
    security_groups: member.texts.securityGroups,
    expires_on: member.expiresOn,
    content_hash: member.contentHash,
    last_refreshed_at: now,
  };
}

/** For a member whose contact is gone: what is known of it stays as it was, but it is in no group any more. */
export function handleGone(row: MemberTable, reason: string, now: string): Handled {
  const transition = goneTransition(toKnown(row), reason);
  const member = { legacyContactKey: row.legacy_contact_key, name: row.name };
  return handled(transition, member, {
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

/** @param row of the member, who stays as before */
export function handleFailure(
  legacyContactKey: string,
  row: MemberTable | undefined,
  comment: string,
): Handled {
  return {
    legacyContactKey,
    outcome: 'failed',
    name: row?.name ?? '',
    status: row?.status ?? null,
    written: null,
    comment,
  };
}

function handled(
  { outcome, reasons, status, written }: Transition,
  { legacyContactKey, name }: Pick<Member, 'legacyContactKey' | 'name'>,
  row: MemberTable | null,
): Handled {
  return {
    legacyContactKey,
    outcome,
    name,
    status,
    written: written ? row : null,
    comment: reasons.length === 0 ? null : reasons.join('; '),
  };
}

export function toKnown(row: MemberTable): KnownMember {
  return { status: row.status, contentHash: row.content_hash };
}
