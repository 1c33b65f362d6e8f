const formatters = new Map<string, Intl.DateTimeFormat>();

/** The day (`2026-11-21`) that a moment falls on in an IANA time zone. */
export function dayIn(timeZone: string, moment: Date): string {
  let formatter = formatters.get(timeZone);
  if (!formatter) {
    // The Canadian English form of a date is the ISO one.
    formatter = new Intl.DateTimeFormat('en-CA', {
      timeZone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
    });
    formatters.set(timeZone, formatter);
  }
  return formatter.format(moment);
}

const dayLength = 86_400_000;

/** A day so many days (whole, as Salesforce cuts fractions off) after another. */
export const addDays = (day: string, days: number): string =>
  new Date(Date.parse(day) + Math.trunc(days) * dayLength).toISOString().slice(0, 10);

/** Days from one day to another. */
export const daysBetween = (from: string, to: string): number =>
  (Date.parse(to) - Date.parse(from)) / dayLength;
