import { PACKAGE } from '../../../worksheet/packageNames.ts';
import { assignCommand } from '../../commands.ts';
import { fail, pass, warn } from '../../interfaces.ts';
import { granting, grantedBy, objectPermissions } from '../../permissions.ts';
import { userRequirement } from '../../user.ts';
import { names, type Right, RIGHTS } from './rights.ts';

/** Activities are created, and seldom corrected; nobody reads those of others for it. */
const NEEDED: readonly Right[] = ['PermissionsRead', 'PermissionsCreate', 'PermissionsEdit'];

export const activityAccess = userRequirement({
  id: 'activity-access',
  group: 'Permissions',
  requirement: 'The integration user may write activities',
  source: 'Integration guide, "User permissions" and "Activity Sync configuration"',
  applies: ({ activitySync }) => activitySync !== null,
  sees: ['setup'],
  asks: (context) => ({
    permissions: objectPermissions(context, [context.plan.activitySync?.object ?? 'Task']),
    editTasks: granting(context, 'EditTask'),
    modifyAllData: granting(context, 'ModifyAllData'),
  }),
  judge: ({ permissions, editTasks, modifyAllData }, { username }, context) => {
    const object = context.plan.activitySync?.object ?? 'Task';
    if (grantedBy(modifyAllData) !== null) {
      return pass(`${username} may change all data, ${object} records too.`);
    }
    const fix = assignCommand(PACKAGE.writerPermissionSet, context, username);
    if (object === 'Task') {
      // Task has no object permissions: "Edit Tasks" is a permission of the user.
      return grantedBy(editTasks) === null
        ? fail(`${username} lacks "Edit Tasks".`, fix)
        : warn(
            `${username} may edit tasks, and sees those that sharing shows; the guide lists View All and Modify All.`,
            'Writing activities does without: leave it. If Higher Logic insists, give the user "Modify All Data" (Setup > Permission Sets), which is all there is for tasks.',
          );
    }
    const lacks = (rights: readonly Right[]) =>
      rights.filter((right) => !permissions.records.some((row) => row[right] === true));
    if (lacks(NEEDED).length > 0) {
      return fail(`${username} lacks ${names(lacks(NEEDED))} on ${object}.`, fix);
    }
    return lacks(RIGHTS).length === 0
      ? pass(`${username} has ${names(RIGHTS)} on ${object}.`)
      : warn(
          `${username} may write ${object}, and lacks ${names(lacks(RIGHTS))}, which the guide lists.`,
          `Writing activities does without: leave it. If Higher Logic insists: Setup > Permission Sets > HL Integration Writer > Object Settings > ${object}.`,
        );
  },
});
