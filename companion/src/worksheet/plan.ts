import { hash } from 'node:crypto';
import type { FlowDownField, ObjectPlan, Plan } from './interfaces.ts';
import { PACKAGE } from './packageNames.ts';
import {
  compileDemographics,
  compileFlowDown,
  compileGates,
  compileProfile,
  compileSecurityGroups,
  namedSources,
  source,
  type Source,
} from './rules.ts';
import { NONE } from './schema/fields.ts';
import type { Worksheet } from './schema/worksheet.ts';
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

/** Those of them that rules look at. */
const ALWAYS_JUDGED = ['Id', 'Name', 'AccountId'];

/**
 * What a worksheet means: every field that is read, watched, created or
 * secured, and every rule of membership. Pure, and the only reader of a
 * worksheet.
 */
export function compilePlan(worksheet: Worksheet): Plan {
  const { access, destination } = worksheet;
  const flowDown = compileFlowDown(worksheet);
  const named = withFormulas(namedSources(worksheet), flowDown);
  const rules = {
    gates: compileGates(worksheet),
    profile: compileProfile(worksheet),
    demographics: compileDemographics(worksheet),
    communityGroups: {
      fields: worksheet.communityGroups.fields.map((field) => source(field).path),
      campaigns: worksheet.communityGroups.campaigns,
    },
    securityGroups: compileSecurityGroups(worksheet),
  };
  const chosen = [...named.map(({ path }) => path), ...recordTypePaths(worksheet)];
  const select = unique([...ALWAYS_READ, ...chosen]);
  const sources = unique([...ALWAYS_JUDGED, ...chosen]);
  return {
    access: {
      username: access.username === NONE ? null : access.username,
      email: access.email,
      login: access.login,
      dailyApiCalls: access.dailyApiCalls ?? null,
    },
    select,
    sources,
    contact: contactPlan(worksheet, select, named, flowDown),
    account: accountPlan(worksheet, select, named, flowDown),
    ...rules,
    flowDown,
    personAccounts: worksheet.personAccounts,
    containerAccounts: orNull(worksheet.containerAccounts),
    contactManager: orNull(worksheet.contactManager),
    activitySync: orNull(worksheet.activitySync),
    sso: orNull(worksheet.sso),
    schedule: {
      everyMinutes: worksheet.refresh.everyMinutes,
      overlapMinutes: worksheet.refresh.overlapMinutes,
    },
    disableLimit: worksheet.refresh.disableLimit,
    keepHistoryDays: worksheet.refresh.keepHistoryDays,
    destination,
    fingerprint: hash('sha256', JSON.stringify({ select, ...rules }), 'hex'),
  };
}

/** seeds/000, "Record Types". */
function recordTypePaths({ securityGroups: { recordTypes } }: Worksheet): string[] {
  return [
    ...(recordTypes.contact ? ['RecordTypeId', 'RecordType.Name'] : []),
    ...(recordTypes.account ? ['Account.RecordTypeId', 'Account.RecordType.Name'] : []),
  ];
}

/** A field that our own package makes as a formula is one, whether or not the worksheet says so. */
function withFormulas(named: Source[], flowDown: FlowDownField[]): Source[] {
  const made = new Set(flowDown.map(({ field }) => field));
  return named.map((one) => (made.has(one.path) ? { ...one, formula: true } : one));
}

function contactPlan(
  worksheet: Worksheet,
  select: string[],
  named: Source[],
  flowDown: FlowDownField[],
): ObjectPlan {
  const read = select.filter((path) => !path.includes('.'));
  const formulas = flowDown.map(({ field }) => field);
  return {
    triggerFields: unique([
      ...GUIDE_TRIGGER_FIELDS,
      ...watchable(read, named, UNWATCHABLE_CONTACT_FIELDS),
      ...worksheet.contact.triggerFields,
    ]),
    grantedFields: grantable([...read, ...formulas]),
    createdFields: [
      ...[PACKAGE.modDate, PACKAGE.isActive].filter((field) => read.includes(field)),
      ...formulas,
    ],
  };
}

function accountPlan(
  worksheet: Worksheet,
  select: string[],
  named: Source[],
  flowDown: FlowDownField[],
): ObjectPlan {
  const sources = flowDown.map((field) => field.source);
  const read = unique([...accountFields(select), ...sources]);
  const namedOnAccount = named.map(({ path, formula }) => ({
    path: path.replace(ACCOUNT, ''),
    formula: formula && path.startsWith(ACCOUNT),
  }));
  return {
    triggerFields: unique([
      ...ACCOUNT_TRIGGER_FIELDS,
      ...watchable(read, namedOnAccount, UNWATCHABLE_ACCOUNT_FIELDS),
      ...worksheet.account.triggerFields,
    ]),
    grantedFields: grantable(read),
    createdFields: [PACKAGE.modDate],
  };
}

function accountFields(paths: string[]): string[] {
  return paths
    .filter((path) => path.startsWith(ACCOUNT))
    .map((path) => path.slice(ACCOUNT.length))
    .filter((path) => !path.includes('.'));
}

/** The stamp itself is never watched: a flow that watches what it writes starts itself again. */
function watchable(
  read: string[],
  named: readonly Source[],
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

function orNull<T>(section: T | typeof NONE): T | null {
  return section === NONE ? null : section;
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)];
}
