import { hash } from 'node:crypto';
import type { ContactRecord } from '../salesforce/interfaces.ts';
import type { Plan } from '../worksheet/interfaces.ts';
import { compileCommunityGroups } from './communityGroups.ts';
import { hasPassed, timeZoneOf, type Today } from './days.ts';
import { compileDemographics } from './demographics.ts';
import { collect } from './fieldParts.ts';
import { compileGates, reasonsAgainst } from './gates.ts';
import type {
  Demographic,
  FieldCatalogue,
  GroupMembership,
  MemberTexts,
  Profile,
  ToMember,
} from './interfaces.ts';
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
  demographics: collect<Demographic>([]),
  communityGroups: collect<GroupMembership>([]),
  securityGroups: collect<GroupMembership>([]),
};

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
  const membershipEnd = compileMembershipEnd(plan.gates, today);

  return (contact, memberships) => {
    const name = toText(valueOf(contact, 'Name')) ?? '';
    const profile = profileOf(contact);
    const securityGroups = collect(securityGroupsOf(contact));
    const verdict = judge(contact, securityGroups.items);
    const held = verdict.eligible
      ? {
          demographics: collect(demographicsOf(contact)),
          communityGroups: collect(communityGroupsOf(contact, memberships)),
          securityGroups,
        }
      : NOTHING;
    const expiresOn = earliest(membershipEnd(contact), held.communityGroups.items);
    const texts = {
      profile: JSON.stringify(profile),
      demographics: held.demographics.text,
      communityGroups: held.communityGroups.text,
      securityGroups: held.securityGroups.text,
    };
    return {
      legacyContactKey: contact.id,
      name,
      email: profile['EmailAddress'] ?? null,
      profile,
      verdict,
      demographics: held.demographics.items,
      communityGroups: held.communityGroups.items,
      securityGroups: held.securityGroups.items,
      expiresOn,
      texts,
      contentHash: hashOf(name, expiresOn, reasonsAgainst(verdict), texts),
    };
  };
}

/** JSON has no line breaks of its own, so that no two contents are the same lines. */
function hashOf(
  name: string,
  expiresOn: string | null,
  reasons: readonly string[],
  { profile, demographics, communityGroups, securityGroups }: MemberTexts,
): string {
  const rest = JSON.stringify([name, expiresOn, reasons]);
  const lines = [rest, profile, demographics, communityGroups, securityGroups].join('\n');
  return hash('sha256', lines, 'base64url');
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

/** An end that has passed is none: nothing changes at it any more. */
function compileMembershipEnd(
  gates: Plan['gates'],
  today: Today,
): (contact: ContactRecord) => string | null {
  const expiration = gates.find((gate) => gate.gate === 'Expiration date');
  if (expiration === undefined) {
    return () => null;
  }
  const { field, timeZone } = expiration;
  const day = today(timeZone);
  return (contact) => {
    const date = readDate(contact, field, 'expiration');
    return date === null || hasPassed(date, day) ? null : date;
  };
}

function earliest(day: string | null, groups: readonly GroupMembership[]): string | null {
  return groups.reduce(
    (first, { endDate }) =>
      endDate !== null && (first === null || endDate < first) ? endDate : first,
    day,
  );
}
