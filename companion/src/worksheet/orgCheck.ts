import { fieldUses, type FieldUse } from './fieldUses.ts';
import type { Plan } from './interfaces.ts';
import { isLongText, type DescribedField, type DescribedObject } from './orgFields.ts';
import type { Worksheet } from './schema/worksheet.ts';

/** An entry of a worksheet that the org cannot serve. */
export interface OrgProblem {
  /** Such as `demographics[0].picklist`. */
  readonly path: string;
  /** All of it as one sentence: path, what was found, what is allowed. */
  readonly text: string;
}

/** The objects whose fields a worksheet names. */
export function objectsOf(plan: Plan): string[] {
  const { activitySync } = plan;
  return ['Contact', 'Account', ...(activitySync === null ? [] : [activitySync.object])];
}

/** What of an org's description is looked at. */
type FieldsOfOrg = ReadonlyMap<string, Pick<DescribedObject, 'fields'>>;

/** What of a worksheet the org cannot serve. */
export function checkAgainstOrg(worksheet: Worksheet, plan: Plan, org: FieldsOfOrg): OrgProblem[] {
  return [...checkFields(worksheet, plan, org), ...checkPersonAccounts(plan, org)];
}

/**
 * Fields that the org does not have, or has with a type that makes no sense
 * there. Fields that the package itself creates need not be there yet.
 */
export function checkFields(worksheet: Worksheet, plan: Plan, org: FieldsOfOrg): OrgProblem[] {
  const ours = new Set([
    ...plan.contact.createdFields.map((field) => `Contact.${field}`),
    ...plan.account.createdFields.map((field) => `Account.${field}`),
  ]);
  const uses = fieldUses(worksheet).filter(({ object, field }) => !ours.has(`${object}.${field}`));
  return uses.flatMap((use) => {
    const problem = problemOf(use, org);
    return problem === undefined
      ? []
      : [{ path: use.path, text: `${use.path}: ${problem}, expected ${expected(use)}` }];
  });
}

function expected({ words, written }: FieldUse): string {
  return written === undefined ? words : `${words}, which can be written`;
}

function problemOf(use: FieldUse, org: FieldsOfOrg): string | undefined {
  const object = org.get(use.object);
  if (object === undefined) return `the org has no object ${use.object}, or does not show it`;
  const name = `${use.object}.${use.field}`;
  const field = object.fields.find((one) => one.name === use.field);
  if (field === undefined) {
    const close = object.fields.find((one) => one.name.toLowerCase() === use.field.toLowerCase());
    const hint = close === undefined ? '' : ` (it has ${close.name})`;
    return `the org has no field ${name}, or does not show it${hint}`;
  }
  if (!use.types.includes(field.type)) return `found ${name} of the type ${field.type}`;
  return problemOfWatching(use, field, name) ?? problemOfWriting(use, field, name);
}

/** What the worksheet reads, a flow watches, unless the worksheet says that it cannot. */
function problemOfWatching(use: FieldUse, field: DescribedField, name: string): string | undefined {
  if (use.formula === undefined) return undefined;
  const why = field.calculated ? 'a formula' : isLongText(field) ? 'a long text' : undefined;
  if (why === undefined) {
    return use.formula
      ? `found ${name}, which is no formula: name it alone, so that a flow watches it`
      : undefined;
  }
  if (use.formula || !field.custom) return undefined;
  return use.watched === true
    ? `found ${name}, which is ${why} and can be watched by no flow`
    : `found ${name}, which is ${why}: write { field: ${use.field}, formula: true }, because no flow can watch it`;
}

function problemOfWriting(use: FieldUse, field: DescribedField, name: string): string | undefined {
  return use.written !== undefined && !field[use.written]
    ? `found ${name}, which cannot be written`
    : undefined;
}

/** Whether the worksheet says of person accounts what the org has. */
export function checkPersonAccounts({ personAccounts }: Plan, org: FieldsOfOrg): OrgProblem[] {
  const fields = org.get('Account')?.fields ?? [];
  const found = fields.some(({ name }) => name === 'IsPersonAccount');
  if (found === personAccounts) return [];
  const text = found
    ? 'personAccounts: the org has person accounts, expected true'
    : 'personAccounts: the org has no person accounts, expected false';
  return [{ path: 'personAccounts', text }];
}
