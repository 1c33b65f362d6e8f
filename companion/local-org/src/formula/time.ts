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

/** The moment of a day and a time (`08:00:00`) in an IANA time zone. */
export function momentIn(timeZone: string, day: string, time: string): Date {
  const wanted = Date.parse(`${day}T${time}Z`);
  // The clock there differs by an offset that depends on the moment that is looked for.
  let moment = wanted;
  for (let i = 0; i < 2; i++) moment = wanted - offsetAt(timeZone, moment);
  return new Date(moment);
}

/** How far the clock of a time zone is ahead of UTC, in milliseconds. */
function offsetAt(timeZone: string, moment: number): number {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  }).formatToParts(moment);
  const part = (type: Intl.DateTimeFormatPartTypes) =>
    parts.find((one) => one.type === type)!.value;
  const shown = `${part('year')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}:${part('second')}Z`;
  return Date.parse(shown) - Math.floor(moment / 1000) * 1000;
}
