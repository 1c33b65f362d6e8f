import type { Plan } from '../../../worksheet/interfaces.ts';
import { fail, pass, requirement, unknown, warn } from '../../interfaces.ts';
import { limits, query } from '../../questions.ts';
import { count, figure } from '../../words.ts';

/** seeds/000, "Periodic Refresh": at 75 % the integration halts. */
const HALT_AT = 0.75;
/** REST API, "Query": rows in a page. */
const CONTACTS_PER_CALL = 2000;
/** A periodic refresh that finds nothing to do, measured by `npm run bench`; once a day it takes one more. */
const CALLS_OF_A_REFRESH = 2;
/** A week evens out the days on which nobody works. */
const DAYS = 7;
const HOUR_MS = 3_600_000;

export const apiAllotment = requirement({
  id: 'api-allotment',
  group: 'API allotment',
  requirement: 'The org’s API calls suffice for the refreshes',
  source:
    'Integration guide, "Periodic Refresh"; Technical worksheet, "24 hour SF API call allotment"',
  sees: ['records'],
  asks: () => ({
    limits,
    contacts: query('SELECT COUNT() FROM Contact'),
    // Every change counts, stamped or not: it can be asked before the package is there, and is never too low.
    changed: query(`SELECT COUNT() FROM Contact WHERE SystemModstamp = LAST_N_DAYS:${DAYS}`),
  }),
  judge: ({ limits: { DailyApiRequests: daily }, contacts, changed }, { plan, now }) => {
    if (daily === undefined) {
      return unknown(
        'Salesforce does not say how many API calls it allows.',
        'Look in Setup > Company Information for "API Requests, Last 24 Hours".',
      );
    }
    const used = daily.Max - daily.Remaining;
    const haltAt = Math.floor(
      Math.min(daily.Max, plan.access.dailyApiCalls ?? daily.Max) * HALT_AT,
    );
    const changes = Math.ceil(changed.totalSize / DAYS);
    const needed = callsADay(plan, changes);
    const left = haltAt - used;
    const facts =
      `${figure(used)} of ${figure(daily.Max)} calls of the last 24 hours are used; at ${figure(haltAt)} (75 %) the refreshes halt.` +
      ` ${count(contacts.totalSize, 'contact')}, of which about ${figure(changes)} change in a day, need about ${count(needed, 'call')} a day, and ${figure(Math.ceil(contacts.totalSize / CONTACTS_PER_CALL))} for the first refresh.` +
      ` The vendor’s own integration takes a call for each contact: about ${figure(changes)} a day, ${figure(contacts.totalSize)} the first time.`;
    const fix =
      'Setup > Company Information > API Usage says who uses the calls. Refresh less often (refresh.everyMinutes of the worksheet), or buy calls.';
    if (left <= 0) {
      return fail(`${facts} The refreshes are halted now.`, fix);
    }
    if (needed >= left) {
      const at = new Date(now.getTime() + (left / needed) * 24 * HOUR_MS);
      return warn(
        `${facts} The halt comes at about ${at.toISOString().slice(0, 16).replace('T', ' ')} UTC.`,
        fix,
      );
    }
    const room = (left - needed) * CONTACTS_PER_CALL;
    return pass(
      `${facts} The halt would come with about ${figure(changes + room)} changes in a day.`,
    );
  },
});

/** What changed comes in the pages of the refreshes that run anyway; only full pages cost more. */
function callsADay({ schedule: { everyMinutes } }: Plan, changes: number): number {
  const refreshes = Math.ceil((24 * 60) / everyMinutes);
  return refreshes * CALLS_OF_A_REFRESH + 1 + Math.floor(changes / CONTACTS_PER_CALL);
}
