import type { SecurityGroupRules } from '../worksheet/interfaces.ts';
import { together, type Part, type ToParts } from './fieldParts.ts';
import { compileFieldGroups, GROUP_TYPE, membershipIn, sharedMemberships } from './groups.ts';
import type { FieldCatalogue, GroupMembership } from './interfaces.ts';
import { toText, valueOf } from './values.ts';

/**
 * The two automatic groups are Accounts and Contacts (seeds/000, "Automatic
 * generation"). People are contacts, so nobody is in the other.
 */
const CONTACTS = fixedGroup('Contacts');

/** seeds/000, "Contact field values": the only group that this setting can fill. */
const STAFF = fixedGroup('Staff');

/**
 * seeds/000, "Security Groups".
 *
 * @param email the path of the member's e-mail address
 * @throws HlError 'FieldNotVisible' or 'WorksheetError' where a field is not
 * catalogued or cannot serve
 */
export function compileSecurityGroups(
  { fields, recordTypes, staff }: SecurityGroupRules,
  catalogue: FieldCatalogue,
  email: string,
): ToParts<GroupMembership> {
  return together([
    () => CONTACTS,
    compileFieldGroups(fields, catalogue, 'securityGroups.fields', GROUP_TYPE.security),
    ...(recordTypes.contact ? [recordTypeGroup('')] : []),
    ...(recordTypes.account ? [recordTypeGroup('Account.')] : []),
    ...(staff.emailDomains.length + staff.accounts.length > 0 ? [staffGroup(staff, email)] : []),
  ]);
}

/** Ours: the guide gives these groups no key, so that it is the name. */
function fixedGroup(name: string): readonly Part<GroupMembership>[] {
  return [membershipIn({ key: name, name, type: GROUP_TYPE.security })];
}

/** seeds/000, "Record Types". A record without one has the master record type, which is no group. */
function recordTypeGroup(object: '' | 'Account.'): ToParts<GroupMembership> {
  const inGroup = sharedMemberships();
  return (contact) => {
    const key = toText(valueOf(contact, `${object}RecordTypeId`));
    const name = toText(valueOf(contact, `${object}RecordType.Name`));
    return key === null || name === null
      ? []
      : [inGroup({ key, name, type: GROUP_TYPE.recordType })];
  };
}

/** seeds/000, "Contact field values": an e-mail domain, or an account. */
function staffGroup(
  { emailDomains, accounts }: SecurityGroupRules['staff'],
  email: string,
): ToParts<GroupMembership> {
  const domains = new Set(emailDomains);
  const ids = new Set(accounts);
  return (contact) => {
    const address = toText(valueOf(contact, email)) ?? '';
    const account = toText(valueOf(contact, 'AccountId')) ?? '';
    return domains.has(domainOf(address)) || ids.has(account) ? STAFF : [];
  };
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase();
}
