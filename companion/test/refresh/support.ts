import { todayAt } from '../../src/refresh/days.ts';
import type {
  CampaignMembership,
  CataloguedField,
  FieldCatalogue,
  Member,
} from '../../src/refresh/interfaces.ts';
import { compileRules } from '../../src/refresh/member.ts';
import type { ContactRecord, FieldValue } from '../../src/salesforce/interfaces.ts';
import { parseWorksheet } from '../../src/worksheet/load.ts';
import { compilePlan } from '../../src/worksheet/plan.ts';

/** The kind and the label of a field, and its options by API value. */
export type Described = [
  kind: CataloguedField['kind'] | 'formula text',
  label: string,
  options?: Record<string, string>,
];

export function catalogueOf(fields: Record<string, Described>): FieldCatalogue {
  return new Map(
    Object.entries(fields).map(([path, [kind, label, options = {}]]) => [
      path,
      {
        label,
        kind: kind === 'formula text' ? 'text' : kind,
        calculated: kind === 'formula text',
        options: new Map(Object.entries(options)),
      },
    ]),
  );
}

interface Given {
  /** YAML, but for the profile. */
  readonly worksheet: string;
  /** YAML entries beside the ones that every profile must have. */
  readonly profile?: string;
  readonly fields?: Record<string, Described>;
  readonly now?: string;
}

type Values = Record<string, FieldValue>;

/** What a contact means to the community by a worksheet; unchecked and blank but for its values. */
export function membersBy({
  worksheet,
  profile = '',
  fields = {},
  now = '2026-03-01T12:00:00Z',
}: Given) {
  const plan = compilePlan(
    parseWorksheet(
      `profile: { FirstName: FirstName, LastName: LastName, EmailAddress: Email, ${profile} }\n${worksheet}`,
      'worksheet',
    ),
  );
  const toMember = compileRules({
    plan,
    catalogue: catalogueOf(fields),
    today: todayAt(new Date(now)),
  });
  const blank = (path: string): FieldValue =>
    fields[path]?.[0] === 'checkbox' || path === 'HasOptedOutOfEmail' ? false : null;
  return (values: Values = {}, campaigns: readonly CampaignMembership[] = []): Member =>
    toMember(
      {
        id: '003000000000001AAA',
        deleted: false,
        masterId: null,
        values: {
          ...Object.fromEntries(plan.select.map((path) => [path, blank(path)])),
          ...values,
        },
      } satisfies ContactRecord,
      campaigns,
    );
}

/** A campaign membership; what is not said is as in a campaign without end. */
export function campaign(given: Partial<CampaignMembership> = {}): CampaignMembership {
  return {
    campaignId: '701000000000001AAA',
    campaignName: 'Annual Congress',
    campaignEndDate: null,
    status: 'Registered',
    ...given,
  };
}
