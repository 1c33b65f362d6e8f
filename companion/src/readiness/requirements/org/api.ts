import { pass, requirement, warn } from '../../interfaces.ts';
import { limits } from '../../questions.ts';
import { figure } from '../../words.ts';

export const api = requirement({
  id: 'api',
  group: 'Org',
  requirement: 'The org has API access',
  source: 'Integration guide, "Requirements": "with API provisioned"',
  asks: () => ({ limits }),
  // An org without API access refuses every question, and the check ends there with its words.
  judge: ({ limits: { DailyApiRequests: daily } }) =>
    daily === undefined
      ? warn(
          'The org answers, and does not say how many API calls it allows.',
          'Look in Setup > Company Information for "API Requests, Last 24 Hours".',
        )
      : pass(`The API answers; the org allows ${figure(daily.Max)} calls in 24 hours.`),
});
