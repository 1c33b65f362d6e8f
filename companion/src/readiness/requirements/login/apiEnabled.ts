import { fail, pass } from '../../interfaces.ts';
import { granting, grantedBy } from '../../permissions.ts';
import { userRequirement } from '../../user.ts';

export const apiEnabled = userRequirement({
  id: 'api-enabled',
  group: 'Login',
  requirement: 'The integration user may use the API',
  source:
    'Integration guide, "Requirements": "with API provisioned"; Salesforce Help, "API Enabled"',
  sees: ['setup'],
  asks: (context) => ({ api: granting(context, 'ApiEnabled') }),
  judge: ({ api }, { username }) => {
    const source = grantedBy(api);
    return source === null
      ? fail(
          `${username} lacks "API Enabled".`,
          'Setup > Permission Sets > New: System Permissions > API Enabled; assign it to the user.',
        )
      : pass(`${username} has "API Enabled" (from ${source}).`);
  },
});
