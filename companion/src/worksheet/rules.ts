import { toLongId } from '../salesforce/ids.ts';
import type {
  DemographicRule,
  FlowDownField,
  Gate,
  ProfileField,
  SecurityGroupRules,
} from './interfaces.ts';
import { NONE, type FieldEntry } from './schema/fields.ts';
import type { Worksheet } from './schema/worksheet.ts';

/** A field that the worksheet names, by its path from Contact. */
export interface Source {
  readonly path: string;
  readonly formula: boolean;
}

export function source(entry: FieldEntry): Source {
  return typeof entry === 'string'
    ? { path: entry, formula: false }
    : { path: entry.field, formula: true };
}

/** seeds/000, "Determine eligibility for community access"; seeds/001, Section II: "IsActive flag: YES / NO". */
export function compileGates(worksheet: Worksheet): Gate[] {
  const { expiration, securityGroups } = worksheet;
  const isActive = source(worksheet.isActive).path;
  const removeOn = source(worksheet.removeOn).path;
  return [
    ...(isActive === NONE ? [] : [{ gate: 'IsActive' as const, field: isActive }]),
    ...(removeOn === NONE ? [] : [{ gate: 'RemoveOn' as const, field: removeOn }]),
    ...(expiration === NONE
      ? []
      : [
          {
            gate: 'Expiration date' as const,
            field: expiration.field,
            timeZone: expiration.timeZone,
          },
        ]),
    ...(securityGroups.limitTo.length === 0
      ? []
      : [{ gate: 'Limit by Security Group' as const, allowed: securityGroups.limitTo }]),
  ];
}

/** Email Opt Out is always synchronised (seeds/001, Section II, the note on GDPR). */
export function compileProfile({ profile, emailOptOut }: Worksheet): ProfileField[] {
  return Object.entries({ ...profile, EmailOptOut: emailOptOut }).map(([name, entry]) => ({
    name,
    source: source(entry).path,
  }));
}

export function compileDemographics({ demographics }: Worksheet): DemographicRule[] {
  return demographics.map((entry) => {
    if ('checkboxes' in entry) {
      const fields = entry.checkboxes.map((field) => source(field).path);
      return { kind: 'checkboxes', fields, label: entry.label };
    }
    const label = entry.label ?? null;
    if ('picklist' in entry) {
      return { kind: 'picklist', field: source(entry.picklist).path, label };
    }
    return 'multipick' in entry
      ? { kind: 'multipick', field: source(entry.multipick).path, label }
      : { kind: 'text', field: source(entry.text).path, label };
  });
}

export function compileSecurityGroups({ securityGroups }: Worksheet): SecurityGroupRules {
  const { fields, recordTypes, staff } = securityGroups;
  return {
    fields: fields.map((field) => source(field).path),
    recordTypes,
    staff: {
      emailDomains: staff.emailDomains.map((domain) => domain.toLowerCase()),
      accounts: staff.accounts.map((id) => toLongId(id.slice(0, 15))),
    },
  };
}

const DEFAULT_SCALE = 2;

/** seeds/000, "Account Flow down Contact Fields", where the example is named Account_Membership_Level__c. */
export function compileFlowDown({ flowDown }: Worksheet): FlowDownField[] {
  return flowDown.map(({ account, type, scale, contact, label }) => {
    const name = account.replace(/__c$/, '');
    const numeric = type === 'number' || type === 'currency' || type === 'percent';
    return {
      source: account,
      type,
      scale: numeric ? (scale ?? DEFAULT_SCALE) : null,
      field: contact ?? `HL_Account_${name}__c`,
      label: label ?? `HL Account ${name.replaceAll('_', ' ')}`.slice(0, 40),
    };
  });
}

/** Every field of Contact and Account that the worksheet names as something to read. */
export function namedSources(worksheet: Worksheet): Source[] {
  const { isActive, removeOn, expiration, emailOptOut, profile } = worksheet;
  const { demographics, communityGroups, securityGroups } = worksheet;
  const entries = [
    isActive,
    removeOn,
    emailOptOut,
    ...Object.values(profile),
    ...demographics.flatMap(demographicFields),
    ...communityGroups.fields,
    ...securityGroups.fields,
  ];
  return [
    ...entries.map(source).filter(({ path }) => path !== NONE),
    ...(expiration === NONE
      ? []
      : [{ path: expiration.field, formula: expiration.formula ?? false }]),
  ];
}

function demographicFields(entry: Worksheet['demographics'][number]): FieldEntry[] {
  if ('checkboxes' in entry) {
    return entry.checkboxes;
  }
  if ('picklist' in entry) {
    return [entry.picklist];
  }
  return 'multipick' in entry ? [entry.multipick] : [entry.text];
}
