import type { SecurityGroupRules } from '../worksheet/interfaces.ts';
import { compileFieldGroups, GROUP_TYPE, membershipIn, type ToGroups } from './groups.ts';
import type { FieldCatalogue, GroupMembership } from './interfaces.ts';
import { toText, valueOf } from './values.ts';

/**
 * The security groups that are there whatever the worksheet says (seeds/000,
 * "Automatic generation"). People are contacts; nobody is in the other.
 */
export const AUTOMATIC_GROUPS = ['Accounts', 'Contacts'] as const;

const CONTACTS = [membershipIn({ key: 'Contacts', name: 'Contacts', type: GROUP_TYPE.security })];
const STAFF = [membershipIn({ key: 'Staff', name: 'Staff', type: GROUP_TYPE.security })];
const NONE: readonly GroupMembership[] = [];

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
): ToGroups {
  const parts: ToGroups[] = [
    () => CONTACTS,
    compileFieldGroups(fields, catalogue, 'securityGroups.fields', GROUP_TYPE.security),
    ...(recordTypes.contact ? [recordTypeGroup('')] : []),
    ...(recordTypes.account ? [recordTypeGroup('Account.')] : []),
    ...(staff.emailDomains.length + staff.accounts.length > 0 ? [staffGroup(staff, email)] : []),
  ];
  return (contact) => parts.flatMap((part) => part(contact));
}

/** seeds/000, "Record Types". A record without one has the master record type, which is no group. */
function recordTypeGroup(object: '' | 'Account.'): ToGroups {
  return (contact) => {
    const key = toText(valueOf(contact, `${object}RecordTypeId`));
    const name = toText(valueOf(contact, `${object}RecordType.Name`));
    return key === null || name === null
      ? NONE
      : [membershipIn({ key, name, type: GROUP_TYPE.recordType })];
  };
}

/** seeds/000, "Contact field values": an e-mail domain, or an account. */
function staffGroup(
  { emailDomains, accounts }: SecurityGroupRules['staff'],
  email: string,
): ToGroups {
  const domains = new Set(emailDomains);
  const ids = new Set(accounts);
  return (contact) => {
    const address = toText(valueOf(contact, email));
    const account = toText(valueOf(contact, 'AccountId'));
    const isStaff =
      (address !== null && domains.has(domainOf(address))) ||
      (account !== null && ids.has(account));
    return isStaff ? STAFF : NONE;
  };
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase();
}
