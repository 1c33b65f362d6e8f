import { builtins as library } from 'sformula';
import { toDateTime } from '../clock.ts';
import { addDays, dayIn, daysBetween } from './time.ts';
import type { FormulaClock } from './vocabulary.ts';

export type Builtin = (...args: unknown[]) => unknown;

/** Compares two values of sorting text; with a blank one the answer is blank. */
const compare =
  (test: (left: string, right: string) => boolean): Builtin =>
  (left, right) =>
    left == null || right == null ? null : test(left as string, right as string);

const comparisons: Readonly<Record<string, Builtin>> = {
  LT: compare((left, right) => left < right),
  LTE: compare((left, right) => left <= right),
  GT: compare((left, right) => left > right),
  GTE: compare((left, right) => left >= right),
  EQ: compare((left, right) => left === right),
  NEQ: compare((left, right) => left !== right),
};

const comparisonsOf = (type: string): [string, Builtin][] =>
  Object.entries(comparisons).map(([name, test]) => [`$$${name}_${type}$$`, test]);

/** Dates and numbers of days; sformula's numbers may be objects that know their value. */
const dateArithmetic =
  (apply: (day: string, right: string & number) => unknown, rightIsDay = false): Builtin =>
  (day, right) => {
    if (day == null || right == null) return null;
    return apply(day as string, (rightIsDay ? right : Number(right)) as string & number);
  };

/**
 * In place of sformula's own: these sort as text here and are compared often;
 * sformula adds days in the machine's time zone, which goes wrong when clocks
 * change; its ISPICKVAL never finds a blank picklist blank.
 */
const replacements: Readonly<Record<string, Builtin>> = {
  ...Object.fromEntries([...comparisonsOf('DATE'), ...comparisonsOf('DATETIME')]),
  $$ADD_DATE$$: dateArithmetic(addDays),
  $$SUBTRACT_DATE$$: dateArithmetic((day, days) => addDays(day, -days)),
  $$DIFF_DATE$$: dateArithmetic((to, from) => daysBetween(from, to), true),
  ISPICKVAL: (value, text) => (value ?? '') === (text ?? ''),
};

const isDay = /^\d{4}-\d\d-\d\d$/;

/** Functions that depend on the time or on the user's time zone. */
export const clockFunctions: Readonly<
  Record<string, (clock: FormulaClock, args: unknown[]) => unknown>
> = {
  NOW: ({ now }) => toDateTime(now),
  TODAY: ({ now, timeZone }) => dayIn(timeZone, now),
  DATEVALUE: ({ timeZone }, [value]) => {
    if (typeof value !== 'string' || value === '') return null;
    if (isDay.test(value)) return value;
    const moment = new Date(value);
    return Number.isNaN(moment.getTime()) ? null : dayIn(timeZone, moment);
  },
};

/** The functions and operators of all formulas, by the names that sformula gives them. */
export const builtins: Readonly<Record<string, Builtin>> = {
  ...(library as Record<string, Builtin>),
  ...replacements,
};

/** Functions that Salesforce's formulas have and neither sformula nor we do. */
export const unimplementedFunctions: ReadonlySet<string> = new Set(
  (
    'ACOS ASCII ASIN ATAN ATAN2 BR CHR COS CURRENCYRATE DAYOFYEAR DISTANCE FORMATDURATION ' +
    'FROMUNIXTIME GEOLOCATION GETSESSIONID HTMLENCODE INITCAP ISCLONE ISOWEEK ISOYEAR ' +
    'JSENCODE JSINHTMLENCODE JUNCTIONIDLIST LINKTO PARENTGROUPVAL PI PICKLISTCOUNT ' +
    'PREDICT PREVGROUPVAL REGEX REVERSE SIN TAN TIMENOW TIMEVALUE TRUNC UNIXTIMESTAMP ' +
    'URLENCODE URLFOR VLOOKUP HOUR MINUTE SECOND MILLISECOND IMAGEPROXYURL'
  ).split(' '),
);
