import { pass, warn } from '../../interfaces.ts';
import { userRequirement } from '../../user.ts';

export const marketingUser = userRequirement({
  id: 'marketing-user',
  group: 'Integration user',
  requirement: 'The integration user is a Marketing User, where campaigns become communities',
  source: 'Integration guide, "Requirements": "Marketing User"; Object Reference, "User"',
  applies: ({ communityGroups }) => communityGroups.campaigns,
  asks: () => ({}),
  judge: (_, { username, isMarketingUser }) =>
    isMarketingUser
      ? pass(`Marketing User is checked for ${username}.`)
      : warn(
          `Marketing User is not checked for ${username}. The companion only reads campaigns and does without; the vendor’s own integration asks for it.`,
          `Setup > Users > ${username} > Edit: check Marketing User.`,
        ),
});
