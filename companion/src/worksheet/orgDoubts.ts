import type { Plan } from './interfaces.ts';
import type { OrgProblem } from './orgCheck.ts';
import type { DescribedField, DescribedOrg } from './orgFields.ts';

/** Record types go by their Id, and an org describes their names only. */
const RECORD_TYPE_ID = /^012\w{12,15}$/;

/** More choices than a line can bear. */
const MOST_SHOWN = 12;

/**
 * What of a worksheet the org offers nowhere, and may have all the same: a
 * picklist lists neither the values that were deactivated nor, unless it is
 * restricted, those that an import brought. So these are told, and refuse
 * nothing.
 */
export function doubtsAboutOrg(plan: Plan, org: DescribedOrg): OrgProblem[] {
  return [...limitDoubts(plan, org), ...criteriaDoubts(plan, org)];
}

/** seeds/000, "Limit by Security Group": a value that is misspelt lets nobody in. */
function limitDoubts({ gates, securityGroups }: Plan, org: DescribedOrg): OrgProblem[] {
  const { fields, recordTypes } = securityGroups;
  const allowed = gates.flatMap((one) =>
    one.gate === 'Limit by Security Group' ? one.allowed : [],
  );
  const offered = fields.flatMap((name) => groupsOf(fieldNamed(org, name)));
  const typesOf = (object: string) => org.get(object)?.recordTypes ?? [];
  const names = [
    'Contacts',
    'Staff',
    ...(recordTypes.contact ? typesOf('Contact') : []),
    ...(recordTypes.account ? typesOf('Account') : []),
    ...offered.map(({ name }) => name),
  ];
  const known = new Set([...names, ...offered.map(({ key }) => key)]);
  return allowed.flatMap((value, index) =>
    known.has(value) || RECORD_TYPE_ID.test(value)
      ? []
      : [doubt(`securityGroups.limitTo[${index}]`, value, 'the name of a security group', names)],
  );
}

function criteriaDoubts({ containerAccounts }: Plan, org: DescribedOrg): OrgProblem[] {
  return (containerAccounts?.activateWhen ?? []).flatMap((criterion, index) => {
    if (!('equals' in criterion)) return [];
    const field = fieldNamed(org, criterion.field);
    if (field?.type !== 'picklist') return [];
    const values = field.picklistValues.map(({ value }) => value);
    const path = `containerAccounts.activateWhen[${index}].equals`;
    return values.includes(criterion.equals)
      ? []
      : [doubt(path, criterion.equals, `a value of Contact.${field.name}`, values)];
  });
}

function fieldNamed(org: DescribedOrg, name: string): DescribedField | undefined {
  return org.get('Contact')?.fields.find((field) => field.name === name);
}

/** The groups that a field makes: design, "Keys and names". */
function groupsOf(field: DescribedField | undefined): { key: string; name: string }[] {
  if (field === undefined) return [];
  if (field.type === 'boolean') return [{ key: field.name, name: field.label }];
  return field.picklistValues.map(({ label, value }) => ({
    key: `${field.name}:${value}`,
    name: label,
  }));
}

function doubt(path: string, found: string, what: string, choices: readonly string[]): OrgProblem {
  const shown = choices.slice(0, MOST_SHOWN).join(', ');
  const list = choices.length > MOST_SHOWN ? `${shown}, …` : shown;
  return { path, text: `${path}: found "${found}", expected ${what}; the org offers ${list}` };
}
