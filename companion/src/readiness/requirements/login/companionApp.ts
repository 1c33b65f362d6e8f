import { oauthPoliciesName, policiesName } from '../../../metadata/apps.ts';
import { PACKAGE } from '../../../worksheet/packageNames.ts';
import { assignCommand, createAppCommand } from '../../commands.ts';
import { fail, pass, warn } from '../../interfaces.ts';
import { assignedSets, setNames } from '../../permissions.ts';
import { isTrue, metadata } from '../../questions.ts';
import { userRequirement } from '../../user.ts';

const APP = PACKAGE.companionApp;

/** What an org has of the app once `hl app create` has made its part. */
export const appPolicies = metadata('ExtlClntAppConfigurablePolicies', [policiesName(APP)]);

export const companionApp = userRequirement({
  id: 'companion-app',
  group: 'Login',
  requirement: 'The External Client App of the companion is there, not blocked, and takes the user',
  source:
    'Metadata API, "ExtlClntAppConfigurablePolicies", "ExtlClntAppOauthConfigurablePolicies"; Integration guide, "Requirements": "Connected App"',
  applies: ({ access }) => access.login === 'jwt',
  sees: ['setup'],
  asks: (context) => ({
    policies: appPolicies,
    oauth: metadata('ExtlClntAppOauthConfigurablePolicies', [oauthPoliciesName(APP)]),
    ...assignedSets(context),
  }),
  judge: ({ policies: [policies], oauth: [oauth], ...assigned }, { username }, context) => {
    const create = createAppCommand(context);
    if (policies === undefined || oauth === undefined) {
      return context.login.jwt
        ? warn(
            `The org has no app ${APP}; the companion is logged in by certificate through another.`,
            `See in Setup > Connected Apps OAuth Usage that nobody blocks that one, or use ours: ${create}`,
          )
        : fail(`The org has no app ${APP} through which the companion could log in.`, create);
    }
    if (!isTrue(policies['isEnabled']) || !isTrue(policies['isOauthPluginEnabled'])) {
      return fail(`${APP} is blocked: it is not enabled in this org.`, create);
    }
    const admitted = listed(oauth['commaSeparatedPermissionSet']);
    const byPermissionSet = oauth['permittedUsersPolicyType'] === 'AdminApprovedPreAuthorized';
    const through = setNames(assigned).filter((name) => admitted.includes(name));
    if (byPermissionSet && through.length === 0) {
      return fail(
        `${APP} takes users with ${admitted.join(' or ')}, and ${username} has none of it.`,
        admitted.includes(PACKAGE.permissionSet)
          ? assignCommand(PACKAGE.permissionSet, context, username)
          : create,
      );
    }
    return pass(
      `${APP} is enabled and takes ${username}${byPermissionSet ? ` (through ${through.join(', ')})` : ''}.`,
    );
  },
});

function listed(names: unknown): string[] {
  return typeof names === 'string' ? names.split(',').map((name) => name.trim()) : [];
}
