import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { dateLiteralRange } from '../../src/soql/dateLiterals.ts';

/** A Saturday: its week began on Sunday the 15th, its quarter on 1 October. */
const NOW = new Date('2026-11-21T15:30:00Z');

// From the SOQL and SOSL Reference, "Date Formats and Date Literals in WHERE".
const cases: [literal: string, first: string, behindLast: string][] = [
  ['YESTERDAY', '2026-11-20', '2026-11-21'],
  ['TODAY', '2026-11-21', '2026-11-22'],
  ['TOMORROW', '2026-11-22', '2026-11-23'],
  ['LAST_WEEK', '2026-11-08', '2026-11-15'],
  ['THIS_WEEK', '2026-11-15', '2026-11-22'],
  ['NEXT_WEEK', '2026-11-22', '2026-11-29'],
  ['LAST_MONTH', '2026-10-01', '2026-11-01'],
  ['THIS_MONTH', '2026-11-01', '2026-12-01'],
  ['NEXT_MONTH', '2026-12-01', '2027-01-01'],
  ['LAST_90_DAYS', '2026-08-23', '2026-11-22'],
  ['NEXT_90_DAYS', '2026-11-22', '2027-02-20'],
  ['LAST_N_DAYS:1', '2026-11-20', '2026-11-22'],
  ['NEXT_N_DAYS:1', '2026-11-22', '2026-11-23'],
  ['N_DAYS_AGO:3', '2026-11-18', '2026-11-19'],
  ['LAST_N_WEEKS:2', '2026-11-01', '2026-11-15'],
  ['NEXT_N_WEEKS:1', '2026-11-22', '2026-11-29'],
  ['N_WEEKS_AGO:1', '2026-11-08', '2026-11-15'],
  ['LAST_N_MONTHS:2', '2026-09-01', '2026-11-01'],
  ['NEXT_N_MONTHS:2', '2026-12-01', '2027-02-01'],
  ['N_MONTHS_AGO:11', '2025-12-01', '2026-01-01'],
  ['THIS_QUARTER', '2026-10-01', '2027-01-01'],
  ['LAST_QUARTER', '2026-07-01', '2026-10-01'],
  ['NEXT_QUARTER', '2027-01-01', '2027-04-01'],
  ['LAST_N_QUARTERS:2', '2026-04-01', '2026-10-01'],
  ['THIS_YEAR', '2026-01-01', '2027-01-01'],
  ['LAST_YEAR', '2025-01-01', '2026-01-01'],
  ['NEXT_N_YEARS:5', '2027-01-01', '2032-01-01'],
  ['N_YEARS_AGO:2', '2024-01-01', '2025-01-01'],
  ['THIS_FISCAL_QUARTER', '2026-10-01', '2027-01-01'],
  ['LAST_N_FISCAL_YEARS:1', '2025-01-01', '2026-01-01'],
  ['N_FISCAL_QUARTERS_AGO:1', '2026-07-01', '2026-10-01'],
];

describe('date literals', () => {
  for (const [literal, first, behindLast] of cases) {
    it(literal, () => {
      const range = dateLiteralRange(literal.toLowerCase(), NOW);
      assert.deepEqual(range, { start: new Date(first), end: new Date(behindLast) });
    });
  }

  it('that do not exist, or leave the calendar, are none', () => {
    assert.equal(dateLiteralRange('LAST_DECADE', NOW), undefined);
    assert.equal(dateLiteralRange('N_YEARS_AGO:99999999', NOW), undefined);
  });
});
