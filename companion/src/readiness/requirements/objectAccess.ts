import { PACKAGE } from '../../worksheet/packageNames.ts';
import type { Plan } from '../../worksheet/interfaces.ts';
import { fail, pass, warn, type Finding } from '../interfaces.ts';
import { granting, grantedBy, objectPermissions } from '../permissions.ts';
import type { QueryAnswer } from '../questions.ts';
import { userRequirement } from '../user.ts';

const RIGHTS = {
  PermissionsRead: 'Read',
  PermissionsCreate: 'Create',
  PermissionsEdit: 'Edit',
  PermissionsViewAllRecords: 'View All',
  PermissionsModifyAllRecords: 'Modify All',
} as const;
type Right = keyof typeof RIGHTS;

const OF_READER: readonly Right[] = ['PermissionsRead', 'PermissionsViewAllRecords'];
const OF_WRITER: readonly Right[] = [
  'PermissionsCreate',
  'PermissionsEdit',
  'PermissionsModifyAllRecords',
];

/**
 * The guide asks for everything at once (seeds/000, "User permissions"). The
 * companion reads: it needs to read every record. What the vendor's Contact
 * Manager and Activity Sync write needs the rest.
 */
function objectAccess(object: 'Contact' | 'Account', id: string) {
  return userRequirement({
    id,
    group: 'Permissions',
    requirement: `The integration user sees all ${object} records, and changes them where the worksheet has something that does`,
    source: 'Integration guide, "User permissions"',
    asks: (context) => ({
      permissions: objectPermissions(context, ['Contact', 'Account']),
      viewAllData: granting(context, 'ViewAllData'),
      modifyAllData: granting(context, 'ModifyAllData'),
    }),
    judge: ({ permissions, viewAllData, modifyAllData }, { username }, { plan, targetOrg }) => {
      const has = (right: Right) =>
        permissions.records.some((row) => row['SobjectType'] === object && row[right] === true) ||
        (OF_READER.includes(right) && grantedBy(viewAllData) !== null) ||
        grantedBy(modifyAllData) !== null;
      const lacks = (rights: readonly Right[]) => rights.filter((right) => !has(right));
      const assign = `sf org assign permset --name ${PACKAGE.permissionSet} --on-behalf-of ${username} --target-org ${targetOrg}`;
      const unread = lacks(OF_READER);
      if (unread.length > 0) {
        return fail(`${username} lacks ${names(unread)} on ${object}.`, assign);
      }
      const unwritten = lacks(OF_WRITER);
      return unwritten.length > 0 && writes(plan)
        ? fail(
            `${username} reads all ${object} records, and lacks ${names(unwritten)}, which the vendor’s Contact Manager needs.`,
            `Setup > Permission Sets > New: Object Settings > ${object}: ${names(unwritten)}; assign it to the user.`,
          )
        : pass(`${username} has ${names(held(RIGHTS, has))} on ${object}.`);
    },
  });
}

export const contactAccess = objectAccess('Contact', 'contact-access');
export const accountAccess = objectAccess('Account', 'account-access');

export const taskAccess = userRequirement({
  id: 'activity-access',
  group: 'Permissions',
  requirement: 'The integration user may write activities',
  source: 'Integration guide, "User permissions" and "Activity Sync configuration"',
  applies: ({ activitySync }) => activitySync !== null,
  asks: (context) => {
    const object = context.plan.activitySync?.object ?? 'Task';
    return {
      permissions: objectPermissions(context, [object]),
      editTasks: granting(context, 'EditTask'),
      modifyAllData: granting(context, 'ModifyAllData'),
    };
  },
  judge: ({ permissions, editTasks, modifyAllData }, { username }, { plan }): Finding => {
    const object = plan.activitySync?.object ?? 'Task';
    if (grantedBy(modifyAllData) !== null) {
      return pass(`${username} may change all data, ${object} records too.`);
    }
    if (object === 'Task') {
      // Task has no object permissions: "Edit Tasks" is a permission of the user.
      return grantedBy(editTasks) === null
        ? fail(
            `${username} lacks "Edit Tasks".`,
            'Setup > Permission Sets > New: System Permissions > Edit Tasks; assign it to the user.',
          )
        : warn(
            `${username} may edit tasks, but sees only those that sharing shows.`,
            'To see every task, give the user "View All Data", or leave it: what the integration writes it sees.',
          );
    }
    const lacking = OF_WRITER.concat(OF_READER).filter((right) => !allows(permissions, right));
    return lacking.length === 0
      ? pass(`${username} has ${names(Object.keys(RIGHTS) as Right[])} on ${object}.`)
      : fail(
          `${username} lacks ${names(lacking)} on ${object}.`,
          `Setup > Permission Sets > New: Object Settings > ${object}: ${names(lacking)}; assign it to the user.`,
        );
  },
});

/** Contact Manager is the vendor's feature that writes contacts. */
function writes({ contactManager }: Plan): boolean {
  return contactManager !== null && (contactManager.create || contactManager.update);
}

function allows({ records }: QueryAnswer, right: Right): boolean {
  return records.some((row) => row[right] === true);
}

function held(rights: typeof RIGHTS, has: (right: Right) => boolean): Right[] {
  return (Object.keys(rights) as Right[]).filter(has);
}

function names(rights: readonly Right[]): string {
  return rights.map((right) => RIGHTS[right]).join(', ');
}
