import type { Gate } from '../worksheet/interfaces.ts';

/** A day in a time zone (IANA name), as Salesforce writes dates: `2026-12-31`. */
export type Today = (timeZone: string) => string;

/** Where each day ends last: who counts by it takes nobody out too early, wherever the association is. */
const ANYWHERE_ON_EARTH = 'Etc/GMT+12';

/** Making one costs far more than using it. */
const FORMATS = new Map<string, Intl.DateTimeFormat>();

function formatIn(timeZone: string): Intl.DateTimeFormat {
  let format = FORMATS.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en', {
      timeZone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
    });
    FORMATS.set(timeZone, format);
  }
  return format;
}

/** Which day it is at a moment. */
export function todayAt(moment: Date): Today {
  return (timeZone) => {
    const parts = Object.fromEntries(
      formatIn(timeZone)
        .formatToParts(moment)
        .map(({ type, value }) => [type, value]),
    );
    return `${parts['year']}-${parts['month']}-${parts['day']}`;
  };
}

/** The association's time zone, where the worksheet gives one (it does with an expiration date). */
export function timeZoneOf(gates: readonly Gate[]): string {
  return gates.find((gate) => gate.gate === 'Expiration date')?.timeZone ?? ANYWHERE_ON_EARTH;
}

/**
 * Whether a day on which something ends is over. It lasts through that day: a
 * member is out once the expiration date "has passed" (seeds/000, "Expiration
 * date"), and a campaign's last day is its end date, so that the member leaves as
 * that day ends (seeds/000, "Salesforce Campaigns").
 *
 * @param day `2026-12-31`
 */
export function hasPassed(day: string, today: string): boolean {
  return day < today;
}
