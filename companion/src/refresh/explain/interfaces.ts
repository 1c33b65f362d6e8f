import type { HeldMember } from '../differences.ts';
import type { GateVerdict, Member, MemberStatus } from '../interfaces.ts';

/** All that is known of one contact. Times are ISO 8601, UTC. */
export interface Evidence {
  readonly legacyContactKey: string;
  readonly salesforce: LiveContact | DeletedContact | AbsentContact;
  /** null for a contact that no refresh has met. */
  readonly community: HeldContact | null;
  readonly refresh: RefreshState;
}

export interface LiveContact {
  readonly state: 'live';
  readonly member: Member;
  /** null for a contact that no flow ever stamped. */
  readonly hlModDate: string | null;
  readonly accountHlModDate: string | null;
  /** Stamps of the contact or its account that the org refused; null for a user who cannot see them. */
  readonly stampFailures: readonly StampFailure[] | null;
}

export interface StampFailure {
  readonly at: string;
  /** What Salesforce said. */
  readonly message: string;
}

export interface DeletedContact {
  readonly state: 'deleted';
  /** Who won, where the contact lost a merge. */
  readonly masterId: string | null;
}

export interface AbsentContact {
  readonly state: 'absent';
  /** Only to a user who sees all contacts does absence mean that one is gone. */
  readonly seesAllContacts: boolean;
}

export interface HeldContact extends HeldMember {
  readonly reasons: readonly string[];
  readonly expiresOn: string | null;
  readonly lastRefreshedAt: string;
}

/** How far refreshing is, and what stops it. */
export interface RefreshState {
  /** `2026-12-31`, where the association is. */
  readonly today: string;
  readonly everyMinutes: number;
  /** Up to where the community is complete; null before the first periodic refresh. */
  readonly watermark: string | null;
  /** The worksheet has changed since, so that the next periodic refresh reads everybody. */
  readonly worksheetChanged: boolean;
  /** Security groups that Limit by Security Group allows; null where it is off. */
  readonly limitTo: readonly string[] | null;
  /** Why no refresh runs at all, and until when; null where they do. */
  readonly halt: { readonly until: string; readonly reason: string } | null;
  /** What the last periodic refresh said, if it was held; null otherwise. */
  readonly held: string | null;
}

/** A question of the guide and its answer for one contact. */
export interface Answer {
  readonly question: string;
  readonly answer: string;
  /** What to do about it; empty for nothing. */
  readonly actions: readonly string[];
}

export interface Explanation {
  readonly legacyContactKey: string;
  /** null where neither side has one. */
  readonly name: string | null;
  /** Whether the contact may be in the community now. */
  readonly eligible: boolean;
  /** Empty for a contact that Salesforce does not have. */
  readonly gates: readonly GateVerdict[];
  readonly salesforce: 'live' | 'deleted' | 'merged' | 'absent';
  readonly hlModDate: string | null;
  readonly accountHlModDate: string | null;
  readonly community: {
    readonly status: MemberStatus;
    readonly reasons: readonly string[];
    readonly lastRefreshedAt: string;
  } | null;
  readonly answers: readonly Answer[];
}
