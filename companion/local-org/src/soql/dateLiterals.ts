/** Days from `start` to before `end`, both midnight UTC: the time zone of the local org. */
export interface DayRange {
  readonly start: Date;
  readonly end: Date;
}

type Unit = 'DAY' | 'WEEK' | 'MONTH' | 'QUARTER' | 'YEAR';

// The fiscal year of the local org begins in January, so fiscal units are calendar units.
const UNIT = '(?:FISCAL_)?(DAY|WEEK|MONTH|QUARTER|YEAR)';

/**
 * Forms of date literals; each names a run of whole units, given by where it starts, counted from
 * the present unit, and how many units long it is. (SOQL and SOSL Reference, "Date Literals")
 */
const FORMS: readonly {
  pattern: RegExp;
  run: (n: number, unit: Unit) => { first: number; length: number };
}[] = [
  { pattern: new RegExp(`^LAST_${UNIT}$`), run: () => ({ first: -1, length: 1 }) },
  { pattern: new RegExp(`^THIS_${UNIT}$`), run: () => ({ first: 0, length: 1 }) },
  { pattern: new RegExp(`^NEXT_${UNIT}$`), run: () => ({ first: 1, length: 1 }) },
  {
    // The last n days end with today; the last n of any longer unit end before the present one.
    pattern: new RegExp(`^LAST_N_${UNIT}S:(\\d+)$`),
    run: (n, unit) => ({ first: -n, length: unit === 'DAY' ? n + 1 : n }),
  },
  {
    pattern: new RegExp(`^NEXT_N_${UNIT}S:(\\d+)$`),
    run: (n) => ({ first: 1, length: n }),
  },
  { pattern: new RegExp(`^N_${UNIT}S_AGO:(\\d+)$`), run: (n) => ({ first: -n, length: 1 }) },
];

const SYNONYMS: Readonly<Record<string, string>> = {
  YESTERDAY: 'LAST_DAY',
  TODAY: 'THIS_DAY',
  TOMORROW: 'NEXT_DAY',
  LAST_90_DAYS: 'LAST_N_DAYS:90',
  NEXT_90_DAYS: 'NEXT_N_DAYS:90',
};

/**
 * The days that a date literal such as `THIS_MONTH` or `LAST_N_DAYS:7` stands for. Weeks begin on
 * Sunday, as in the locale en_US.
 * @returns undefined for a literal that does not exist or lies beyond all dates
 */
export function dateLiteralRange(literal: string, now: Date): DayRange | undefined {
  const upper = literal.toUpperCase();
  const text = SYNONYMS[upper] ?? upper;
  for (const { pattern, run } of FORMS) {
    const match = pattern.exec(text);
    if (!match) continue;
    const unit = match[1] as Unit;
    const { first, length } = run(Number(match[2]), unit);
    const start = unitStart(now, unit, first);
    const end = unitStart(now, unit, first + length);
    const exists = !Number.isNaN(start.getTime()) && !Number.isNaN(end.getTime());
    return exists ? { start, end } : undefined;
  }
  return undefined;
}

/** Start of the unit that lies `distance` units after the one that `now` is in. */
function unitStart(now: Date, unit: Unit, distance: number): Date {
  const year = now.getUTCFullYear();
  const month = now.getUTCMonth();
  const day = now.getUTCDate();
  switch (unit) {
    case 'DAY':
      return new Date(Date.UTC(year, month, day + distance));
    case 'WEEK':
      return new Date(Date.UTC(year, month, day - now.getUTCDay() + 7 * distance));
    case 'MONTH':
      return new Date(Date.UTC(year, month + distance));
    case 'QUARTER':
      return new Date(Date.UTC(year, month - (month % 3) + 3 * distance));
    case 'YEAR':
      return new Date(Date.UTC(year + distance, 0));
  }
}
