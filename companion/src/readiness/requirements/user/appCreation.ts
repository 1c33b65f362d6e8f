import { quote } from '../../../salesforce/soql.ts';
import { PACKAGE } from '../../../worksheet/packageNames.ts';
import { createAppCommand } from '../../commands.ts';
import { pass, requirement, warn } from '../../interfaces.ts';
import { grantedBy } from '../../permissions.ts';
import { query } from '../../questions.ts';
import { appPolicies } from '../login/companionApp.ts';

export const appCreation = requirement({
  id: 'app-creation',
  group: 'Integration user',
  requirement:
    'The app through which the companion logs in is there, or whoever checks may create it',
  source:
    'Integration guide, "Requirements": "Connected App Creation"; Salesforce release notes, Spring ’26: External Client Apps instead of new connected apps',
  applies: ({ access }) => access.login === 'jwt',
  sees: ['setup'],
  asks: ({ askedAs }) => ({
    policies: appPolicies,
    customize: query(
      'SELECT PermissionSet.Label, PermissionSet.IsOwnedByProfile FROM PermissionSetAssignment' +
        ` WHERE Assignee.Username = ${quote(askedAs)} AND PermissionSet.PermissionsCustomizeApplication = true`,
    ),
  }),
  judge: ({ policies, customize }, { askedAs, targetOrg }) => {
    if (policies.length > 0) {
      return pass(
        `${PACKAGE.companionApp} is there, so nobody needs the permission any more: since Spring ’26 Salesforce creates External Client Apps in place of connected apps, and an administrator does it once.`,
      );
    }
    const source = grantedBy(customize);
    return source === null
      ? warn(
          `${askedAs} may not create the app ("Customize Application").`,
          `An administrator runs ${createAppCommand({ targetOrg })} once. The integration user itself needs no such permission: new connected apps are gone since Spring ’26.`,
        )
      : pass(
          `${askedAs} may create the External Client App (Customize Application, from ${source}).`,
        );
  },
});
