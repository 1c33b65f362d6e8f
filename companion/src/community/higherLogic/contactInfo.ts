import { HlError } from '../../errors.ts';
import { readDemographics } from '../../refresh/demographics.ts';
import { readMemberships } from '../../refresh/groups.ts';
import type { GroupMembership, Profile } from '../../refresh/interfaces.ts';
import type { Plan } from '../../worksheet/interfaces.ts';
import type { MemberTable } from '../schema.ts';
import { countryCode } from './country.ts';
import { ADDRESS_FIELDS, DETAIL_FIELDS, OTHER_PHONE_TYPE, PHONES, PHONE_TYPES } from './fields.ts';

type Values = Readonly<Record<string, string | boolean>>;

/** One record of the Push API v2, complete: what it leaves out is removed in the community. */
export interface ContactInfo {
  readonly ContactDetails: Values & { readonly ContactId: string };
  readonly EmailAddresses?: readonly Values[];
  readonly PhoneNumbers?: readonly Values[];
  readonly Addresses?: readonly Values[];
  readonly Demographics?: readonly Values[];
  readonly Groups?: readonly Values[];
}

/** The parts of a plan that say what is sent. */
export type SendPlan = Pick<Plan, 'destination' | 'profile' | 'demographics'>;

/**
 * A member as the Push API wants it. The same row gives the same record.
 *
 * @throws HlError 'NotSendable' for a value that the API would not take
 */
export function toContactInfo(row: MemberTable, plan: SendPlan): ContactInfo {
  const { legacy_contact_key: ContactId, status } = row;
  const { disabledMembers } = plan.destination;
  if (status !== 'active' && disabledMembers === 'delete') {
    return { ContactDetails: { ContactId, IsDeleted: true } };
  }
  const profile = JSON.parse(row.profile) as Profile;
  return {
    ContactDetails: {
      ContactId,
      ...details(profile),
      ...(status === 'active' ? { IsMember: true } : ended(row)),
      IsOrganization: false,
      IsDeleted: false,
    },
    ...listed('EmailAddresses', emails(profile)),
    ...listed('PhoneNumbers', phones(profile, plan.profile)),
    ...listed('Addresses', addresses(profile)),
    ...listed('Demographics', demographics(row, plan)),
    ...(plan.destination.sendGroups && { Groups: groups(row) }),
  };
}

/** Whoever is no longer eligible is no member since the day on which a refresh found that out. */
function ended({ last_refreshed_at: found }: MemberTable): Values {
  return { IsMember: false, MemberExpiresOn: dateTime('MemberExpiresOn', found.slice(0, 10)) };
}

function details(profile: Profile): Values {
  const values = Object.entries(DETAIL_FIELDS).flatMap(([name, { names, kind }]) => {
    const text = profile[name] ?? null;
    if (text === null) return [];
    const value = CONVERSIONS[kind](name, text);
    return names.map((field) => [field, value] as const);
  });
  return Object.fromEntries(values);
}

const CONVERSIONS = {
  text: (_name: string, text: string) => text,
  flag: (_name: string, text: string) => text === 'true',
  dateTime,
} as const;

/** The vendor's article: ISO 8601 with milliseconds. A date of Salesforce has no time zone. */
function dateTime(name: string, text: string): string {
  const date = new Date(/^\d{4}-\d\d-\d\d(T|$)/.test(text) ? text : NaN);
  if (Number.isNaN(date.getTime())) {
    throw new HlError(
      'NotSendable',
      `The Push API takes only a date for ${name}, and it is "${text}".`,
    );
  }
  return date.toISOString();
}

function emails({ EmailAddress }: Profile): Values[] {
  return present(EmailAddress)
    ? [{ EmailAddress, EmailType: 'Primary Email', IsPreferred: true }]
    : [];
}

function phones(profile: Profile, fields: Plan['profile']): Values[] {
  const sources = new Map(fields.map(({ name, source }) => [name, source]));
  return PHONES.flatMap((name) => {
    const FormattedNumber = profile[name];
    if (!present(FormattedNumber)) return [];
    return [
      { FormattedNumber, PhoneType: PHONE_TYPES[sources.get(name) ?? ''] ?? OTHER_PHONE_TYPE },
    ];
  }).map((phone, index) => ({ ...phone, IsPreferred: index === 0 }));
}

function addresses(profile: Profile): Values[] {
  const parts = Object.entries(ADDRESS_FIELDS).flatMap(([name, field]) => {
    const text = profile[name] ?? null;
    if (text === null) return [];
    const value = name === 'Country' ? countryCode(text) : text.replaceAll(/\s*\n\s*/g, ', ');
    return value === null ? [] : [[field, value] as const];
  });
  return parts.length === 0
    ? []
    : [{ ...Object.fromEntries(parts), AddressType: 'Main', IsPrimary: true }];
}

function demographics(row: MemberTable, { destination }: SendPlan): Values[] {
  const { demographicFields: fields } = destination;
  return fields === 'none'
    ? []
    : readDemographics(row.demographics).map(({ label, value }) => ({
        [fields.label]: label,
        [fields.value]: value,
      }));
}

function groups(row: MemberTable): Values[] {
  const all = [row.security_groups, row.community_groups].flatMap(readMemberships);
  return all.map(({ key, name, type, role, endDate }: GroupMembership) => ({
    GroupId: key,
    GroupName: name,
    GroupType: type,
    Role: role,
    ...(endDate !== null && { EndDate: dateTime('EndDate', endDate) }),
  }));
}

/** A list without entries is left out, as the public client does it; only for groups that would be ambiguous. */
function listed<Name extends string>(name: Name, values: readonly Values[]) {
  return (values.length === 0 ? {} : { [name]: values }) as Partial<
    Record<Name, readonly Values[]>
  >;
}

function present(value: string | null | undefined): value is string {
  return value !== null && value !== undefined;
}
