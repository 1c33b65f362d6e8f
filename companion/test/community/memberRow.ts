import type { MemberTable } from '../../src/community/schema.ts';

/** A member's row in the store; the profile as a map. */
export function memberRow(
  number: number,
  {
    profile = {},
    ...values
  }: Partial<Omit<MemberTable, 'profile'>> & {
    profile?: Record<string, string | null>;
  } = {},
): MemberTable {
  return {
    legacy_contact_key: `003${String(number).padStart(12, '0')}AAA`,
    name: `Name${number}`,
    email: null,
    status: 'active',
    reasons: '[]',
    profile: JSON.stringify(profile),
    demographics: '[]',
    community_groups: '[]',
    security_groups: '[]',
    expires_on: null,
    content_hash: `content ${number}`,
    source_hash: null,
    rules_hash: null,
    last_refreshed_at: '2026-03-01T08:00:00.000Z',
    ...values,
  };
}
