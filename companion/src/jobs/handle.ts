import type { MemberTable } from '../community/schema.ts';
import type { Member, MemberStatus, Outcome } from '../refresh/interfaces.ts';
import {
  GONE,
  goneTransition,
  refreshTransition,
  type KnownMember,
  type Transition,
} from '../refresh/transition.ts';
import type { ContactRecord, Memberships } from '../salesforce/interfaces.ts';
import type { Rules } from './rules.ts';

/** What a job found out about one contact. */
export interface Handled {
  readonly legacyContactKey: string;
  readonly outcome: Outcome;
  /** Empty where neither side knows. */
  readonly name: string;
  /** Null where the community knows no such member. */
  readonly status: MemberStatus | null;
  /** The member's row, where the store has another. */
  readonly row: MemberTable | null;
  /** Whether the row says something else of the member than before, and not only what it was made of. */
  readonly changed: boolean;
  readonly comment: string | null;
}

/**
 * For a live contact.
 *
 * @param memberships of this contact, and perhaps of others
 * @param now ISO 8601, for `last_refreshed_at`
 */
export function handleContact(
  { toMember, fingerprint }: Rules,
  contact: ContactRecord,
  memberships: Memberships,
  known: KnownMember | undefined,
  now: string,
): Handled {
  const campaigns = memberships.get(contact.id) ?? [];
  const member = toMember(contact, campaigns);
  const transition = refreshTransition(known, member);
  const { sourceHash = null } = contact;
  // What is the same was made of something else.
  const isNews = transition.changed || sourceHash !== null;
  const source = { source_hash: sourceHash, rules_hash: sourceHash && fingerprint };
  return handled(
    transition,
    member,
    isNews ? { ...toRow(member, transition, now), ...source } : null,
  );
}

function toRow(
  member: Member,
  { status, reasons }: Transition,
  now: string,
): Omit<MemberTable, 'source_hash' | 'rules_hash'> {
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
  const gone = {
    ...row,
    status: transition.status,
    reasons: JSON.stringify(transition.reasons),
    demographics: '[]',
    community_groups: '[]',
    security_groups: '[]',
    expires_on: null,
    content_hash: GONE,
    source_hash: null,
    rules_hash: null,
    last_refreshed_at: now,
  };
  return handled(transition, member, transition.changed ? gone : null);
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
    row: null,
    changed: false,
    comment,
  };
}

function handled(
  { outcome, reasons, status, changed }: Transition,
  { legacyContactKey, name }: Pick<Member, 'legacyContactKey' | 'name'>,
  row: MemberTable | null,
): Handled {
  return {
    legacyContactKey,
    outcome,
    name,
    status,
    row,
    changed,
    comment: reasons.length === 0 ? null : reasons.join('; '),
  };
}

export function toKnown(row: MemberTable): KnownMember {
  return { status: row.status, contentHash: row.content_hash };
}
