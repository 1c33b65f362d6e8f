import { fail, requirement, unknown, warn } from '../../interfaces.ts';

export const destination = requirement({
  id: 'destination',
  group: 'Destination',
  requirement: 'The Push API can be reached, and there is a key for it',
  source: 'Higher Logic, "Push API v2"',
  applies: ({ destination: { name } }) => name === 'higher-logic',
  asks: () => ({}),
  judge: (_, { destination: facts }) => {
    if (facts === null) {
      return unknown('The destination was not looked at.', 'Run the check again.');
    }
    const { url, reachable, detail, hasKey } = facts;
    if (!reachable) {
      return fail(
        `${url} cannot be reached from this machine (${detail}).`,
        'Check destination.url in the worksheet, the network and the proxy settings.',
      );
    }
    if (!hasKey) {
      return fail(
        `${url} answers (${detail}), and there is no key for it in the environment.`,
        'Set HL_PUSH_API_KEY to the API key that Higher Logic generates for your site.',
      );
    }
    return warn(
      `${url} answers (${detail}), and there is a key. The Push API only takes writing, so whether it takes the key shows with the first push.`,
      'After the first refresh: hl push status.',
    );
  },
});
