import { PACKAGE } from '../../worksheet/packageNames.ts';
import { fail, pass, requirement, unknown, warn } from '../interfaces.ts';
import { limits, query } from '../questions.ts';

/** seeds/000, "Periodic Refresh": at 75 % the integration halts. */
const HALT_AT = 0.75;
const CONTACTS_PER_CALL = 2000;
/** A periodic refresh that finds nothing to do, measured by `npm run bench`. */
const CALLS_OF_A_REFRESH = 3;

export const apiAllotment = requirement({
  id: 'api-allotment',
  group: 'API allotment',
  requirement: 'The org’s API calls suffice for the refreshes',
  source:
    'Integration guide, "Periodic Refresh"; Technical worksheet, "24 hour SF API call allotment"',
  asks: () => ({
    limits,
    contacts: query('SELECT COUNT() FROM Contact'),
    changed: query(`SELECT COUNT() FROM Contact WHERE ${PACKAGE.modDate} = LAST_N_DAYS:1`),
  }),
  judge: ({ limits: all, contacts, changed }, { plan }) => {
    const daily = all['DailyApiRequests'];
    if (daily === undefined) {
      return unknown(
        'Salesforce does not say how many API calls it allows.',
        'Look in Setup > Company Information for "API Requests, Last 24 Hours".',
      );
    }
    const allotment = Math.min(daily.Max, plan.access.dailyApiCalls ?? daily.Max);
    const haltAt = Math.floor(allotment * HALT_AT);
    const used = daily.Max - daily.Remaining;
    const runs = (24 * 60) / plan.schedule.everyMinutes;
    const refreshes = Math.ceil(runs * CALLS_OF_A_REFRESH + changed.totalSize / CONTACTS_PER_CALL);
    const facts =
      `${used} of ${daily.Max} calls of the last 24 hours are used; the refreshes halt at ${haltAt}.` +
      ` ${contacts.totalSize} contacts, of which ${changed.totalSize} changed since yesterday, need about ${refreshes} calls a day.`;
    const fix =
      'Setup > Company Information > API Usage says who uses the calls. Refresh less often (refresh.everyMinutes), or buy calls.';
    if (used >= haltAt) {
      return fail(`${facts} The refreshes are halted now.`, fix);
    }
    return used + refreshes >= haltAt
      ? warn(`${facts} That reaches the halt.`, fix)
      : pass(`${facts} ${haltAt - used - refreshes} calls a day are left before the halt.`);
  },
});
