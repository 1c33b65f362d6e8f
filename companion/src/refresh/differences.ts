import type { Member, MemberTexts, Profile } from './interfaces.ts';
import { refreshTransition, type KnownMember } from './transition.ts';

/** What the community holds of a member. */
export interface HeldMember extends KnownMember {
  readonly name: string;
  readonly profile: Profile;
  readonly texts: Omit<MemberTexts, 'profile'>;
}

/**
 * What a refresh would change of a member, in the community's names: `status`,
 * `name`, names of the profile, `demographics`, `communityGroups`,
 * `securityGroups`. Empty where it would change nothing.
 */
export function differences(held: HeldMember, member: Member): string[] {
  const { status } = refreshTransition(held, member);
  const names = new Set([...Object.keys(held.profile), ...Object.keys(member.profile)]);
  return [
    ...(status === held.status ? [] : ['status']),
    ...(member.name === held.name ? [] : ['name']),
    ...[...names].filter((name) => held.profile[name] !== member.profile[name]),
    ...LISTS.filter((list) => held.texts[list] !== member.texts[list]),
  ];
}

const LISTS = ['demographics', 'communityGroups', 'securityGroups'] as const;
