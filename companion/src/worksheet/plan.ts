import { hash } from 'node:crypto';
import type { Gate, ObjectPlan, Plan, ProfileField } from './interfaces.ts';
import { PACKAGE } from './packageNames.ts';
import { NONE, type FieldEntry, type Worksheet } from './schema.ts';
import {
  ACCOUNT_TRIGGER_FIELDS,
  grantedThrough,
  GUIDE_TRIGGER_FIELDS,
  UNGRANTABLE_FIELDS,
  UNWATCHABLE_ACCOUNT_FIELDS,
  UNWATCHABLE_CONTACT_FIELDS,
} from './standardFields.ts';

const ACCOUNT = 'Account.';

/** Read of every contact, whatever the worksheet says. */
const ALWAYS_READ = [
  'Id',
  'Name',
  'IsDeleted',
  'MasterRecordId',
  'AccountId',
  'SystemModstamp',
  PACKAGE.modDate,
  `${ACCOUNT}${PACKAGE.modDate}`,
];

interface Source {
  path: string;
  formula: boolean;
}

/**
 * What a worksheet means: every field that is read, watched, created or
 * secured, and every rule of membership. Pure, and the only reader of a
 * worksheet.
 */
export function compilePlan(worksheet: Worksheet): Plan {
  const gates = compileGates(worksheet);
  const profile = compileProfile(worksheet);
  const named = namedSources(worksheet);
  const select = unique([...ALWAYS_READ, ...named.map(({ path }) => path)]);
  return {
    select,
    contact: contactPlan(worksheet, select, named),
    account: accountPlan(select, named),
    gates,
    profile,
    schedule: worksheet.refresh,
    fingerprint: hash('sha256', JSON.stringify({ select, gates, profile }), 'hex'),
  };
}

/** seeds/000, "Active status", and seeds/001, Section II: "IsActive flag: YES / NO". */
function compileGates({ isActive }: Worksheet): Gate[] {
  const { path } = source(isActive);
  return path === NONE ? [] : [{ gate: 'IsActive', field: path }];
}

function compileProfile({ profile }: Worksheet): ProfileField[] {
  return Object.entries(profile).map(([name, entry]) => ({ name, source: source(entry).path }));
}

function namedSources({ isActive, profile }: Worksheet): Source[] {
  return [isActive, ...Object.values(profile)].map(source).filter(({ path }) => path !== NONE);
}

function source(entry: FieldEntry): Source {
  return typeof entry === 'string'
    ? { path: entry, formula: false }
    : { path: entry.field, formula: true };
}

function contactPlan(worksheet: Worksheet, select: string[], named: Source[]): ObjectPlan {
  const read = select.filter((path) => !path.includes('.'));
  return {
    triggerFields: unique([
      ...GUIDE_TRIGGER_FIELDS,
      ...watchable(read, named, UNWATCHABLE_CONTACT_FIELDS),
      ...worksheet.contact.triggerFields,
    ]),
    grantedFields: grantable(read),
    createdFields: [PACKAGE.modDate, PACKAGE.isActive].filter((field) => read.includes(field)),
  };
}

function accountPlan(select: string[], named: Source[]): ObjectPlan {
  const read = accountFields(select);
  const namedOnAccount = named.map(({ path, formula }) => ({
    path: path.replace(ACCOUNT, ''),
    formula: formula && path.startsWith(ACCOUNT),
  }));
  return {
    triggerFields: unique([
      ...ACCOUNT_TRIGGER_FIELDS,
      ...watchable(read, namedOnAccount, UNWATCHABLE_ACCOUNT_FIELDS),
    ]),
    grantedFields: grantable(read),
    createdFields: [PACKAGE.modDate],
  };
}

function accountFields(paths: string[]): string[] {
  return paths.filter((path) => path.startsWith(ACCOUNT)).map((path) => path.slice(ACCOUNT.length));
}

/** The stamp itself is never watched: a flow that watches what it writes starts itself again. */
function watchable(
  read: string[],
  named: Source[],
  never: Pick<ReadonlySet<string>, 'has'>,
): string[] {
  const formulas = new Set(named.filter(({ formula }) => formula).map(({ path }) => path));
  return read.filter(
    (field) => field !== PACKAGE.modDate && !never.has(field) && !formulas.has(field),
  );
}

function grantable(read: string[]): string[] {
  return unique(read.filter((field) => !UNGRANTABLE_FIELDS.has(field)).map(grantedThrough));
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)];
}
