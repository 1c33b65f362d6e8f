import { hash } from 'node:crypto';
import type { ContactRecord } from '../salesforce/interfaces.ts';
import type { Plan } from '../worksheet/interfaces.ts';
import { compileCommunityGroups } from './communityGroups.ts';
import { timeZoneOf, type Today } from './days.ts';
import { compileDemographics } from './demographics.ts';
import { compileGates } from './gates.ts';
import type { FieldCatalogue, GroupMembership, Profile, ToMember } from './interfaces.ts';
import { compileSecurityGroups } from './securityGroups.ts';
import { readDate, toText, valueOf } from './values.ts';

/** All that decides what a contact means to the community, beside the contact. */
export interface RefreshContext {
  readonly plan: Pick<
    Plan,
    'gates' | 'profile' | 'demographics' | 'communityGroups' | 'securityGroups'
  >;
  readonly catalogue: FieldCatalogue;
  readonly today: Today;
}

/** What the community holds of a contact that may not be in it, beside the profile and the verdict. */
const NOTHING = {
  demographics: [],
  communityGroups: [],
  securityGroups: [],
} as const;

/**
 * The rules of the plan, ready to turn many contacts into members. They hold for
 * the day on which they were compiled.
 *
 * @throws HlError 'FieldNotVisible' or 'WorksheetError' where a field of the plan
 * is not catalogued or cannot serve; the function that it returns throws
 * 'WorksheetError' where a value does not fit its rule
 */
export function compileRules({ plan, catalogue, today }: RefreshContext): ToMember {
  const email = plan.profile.find(({ name }) => name === 'EmailAddress')?.source ?? 'Email';
  const judge = compileGates(plan.gates, today);
  const profileOf = compileProfile(plan.profile, catalogue);
  const demographicsOf = compileDemographics(plan.demographics, catalogue);
  const securityGroupsOf = compileSecurityGroups(plan.securityGroups, catalogue, email);
  const communityGroupsOf = compileCommunityGroups(
    plan.communityGroups,
    catalogue,
    today(timeZoneOf(plan.gates)),
  );
  const membershipEnd = compileMembershipEnd(plan.gates);

  return (contact, memberships) => {
    const securityGroups = securityGroupsOf(contact);
    const verdict = judge(contact, securityGroups);
    const held = verdict.eligible
      ? {
          demographics: demographicsOf(contact),
          communityGroups: communityGroupsOf(contact, memberships),
          securityGroups,
        }
      : NOTHING;
    const content = {
      name: toText(valueOf(contact, 'Name')) ?? '',
      profile: profileOf(contact),
      verdict,
      ...held,
    };
    return {
      legacyContactKey: contact.id,
      email: content.profile['EmailAddress'] ?? null,
      ...content,
      expiresOn: verdict.eligible ? earliest(membershipEnd(contact), held.communityGroups) : null,
      contentHash: hash('sha256', JSON.stringify(content), 'base64url'),
    };
  };
}

function compileProfile(
  fields: Plan['profile'],
  catalogue: FieldCatalogue,
): (contact: ContactRecord) => Profile {
  const kinds = fields.map(({ name, source }) => ({
    name,
    source,
    kind: catalogue.get(source)?.kind,
  }));
  return (contact) => {
    const profile: Record<string, string | null> = {};
    for (const { name, source, kind } of kinds) {
      profile[name] = toText(valueOf(contact, source), kind);
    }
    return profile;
  };
}

function compileMembershipEnd(gates: Plan['gates']): (contact: ContactRecord) => string | null {
  const expiration = gates.find((gate) => gate.gate === 'Expiration date');
  return expiration === undefined
    ? () => null
    : (contact) => readDate(contact, expiration.field, 'expiration');
}

function earliest(day: string | null, groups: readonly GroupMembership[]): string | null {
  return groups.reduce(
    (first, { endDate }) =>
      endDate !== null && (first === null || endDate < first) ? endDate : first,
    day,
  );
}
