import type { DatabaseSync } from 'node:sqlite';
import type { AutoNumber, SObject, Values } from '../schema/types.ts';

/** Gives a new record the next number of each of its auto number fields. */
export function setAutoNumbers(db: DatabaseSync, now: Date, object: SObject, record: Values): void {
  for (const { name, autoNumber } of object.fields.values()) {
    if (autoNumber) record[name] = nextAutoNumber(db, now, object, name, autoNumber);
  }
}

/** The next number of a field, as its format writes it. */
export function nextAutoNumber(
  db: DatabaseSync,
  now: Date,
  { name: object }: SObject,
  field: string,
  { format, start }: AutoNumber,
): string {
  const { number } = db
    .prepare(
      `INSERT INTO _auto_number (object, field, number) VALUES (?1, ?2, ?3)
       ON CONFLICT DO UPDATE SET number = number + 1 RETURNING number`,
    )
    .get(object, field, start) as { number: number };
  return format.replace(/\{(0+|YYYY|YY|MM|DD)\}/g, (_, part: string) => {
    const [year = '', month = '', day = ''] = now.toISOString().slice(0, 10).split('-');
    const dates: Record<string, string> = { YYYY: year, YY: year.slice(2), MM: month, DD: day };
    return dates[part] ?? String(number).padStart(part.length, '0');
  });
}
