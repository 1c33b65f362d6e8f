import { PACKAGE } from '../../../worksheet/packageNames.ts';
import type { Plan } from '../../../worksheet/interfaces.ts';
import { assignCommand } from '../../commands.ts';
import { fail, pass, type Requirement } from '../../interfaces.ts';
import { granting, grantedBy, objectPermissions } from '../../permissions.ts';
import { userRequirement } from '../../user.ts';
import { FOR_READING, FOR_WRITING, names, type Right, RIGHTS } from './rights.ts';

const OBJECTS = ['Contact', 'Account'] as const;

/**
 * The guide asks for everything at once (seeds/000, "User permissions"). The
 * companion reads: it needs to read every record. What the vendor's Contact
 * Manager writes needs the rest.
 */
export function objectAccess(object: (typeof OBJECTS)[number], id: string): Requirement {
  return userRequirement({
    id,
    group: 'Permissions',
    requirement: `The integration user sees all ${object} records, and changes them where the worksheet has something that does`,
    source: 'Integration guide, "User permissions"',
    sees: ['setup'],
    asks: (context) => ({
      permissions: objectPermissions(context, OBJECTS),
      viewAllData: granting(context, 'ViewAllData'),
      modifyAllData: granting(context, 'ModifyAllData'),
    }),
    judge: ({ permissions, viewAllData, modifyAllData }, { username }, context) => {
      const has = (right: Right) =>
        permissions.records.some((row) => row['SobjectType'] === object && row[right] === true) ||
        (FOR_READING.includes(right) && grantedBy(viewAllData) !== null) ||
        grantedBy(modifyAllData) !== null;
      const lacks = (rights: readonly Right[]) => rights.filter((right) => !has(right));
      const unread = lacks(FOR_READING);
      if (unread.length > 0) {
        return fail(
          `${username} lacks ${names(unread)} on ${object}.`,
          assignCommand(PACKAGE.permissionSet, context, username),
        );
      }
      const unwritten = lacks(FOR_WRITING);
      if (unwritten.length > 0 && writesContacts(context.plan)) {
        return fail(
          `${username} reads all ${object} records, and lacks ${names(unwritten)}, which the vendor’s Contact Manager needs.`,
          assignCommand(PACKAGE.writerPermissionSet, context, username),
        );
      }
      const spared =
        unwritten.length === 0
          ? ''
          : ` The guide lists ${names(unwritten)} too: nothing in this worksheet writes, so they are not needed.`;
      return pass(`${username} has ${names(RIGHTS.filter(has))} on ${object}.${spared}`);
    },
  });
}

/** Contact Manager is the vendor's feature that writes contacts. */
function writesContacts({ contactManager }: Plan): boolean {
  return contactManager !== null && (contactManager.create || contactManager.update);
}
