import type { DatabaseSync } from 'node:sqlite';
import type { Access, Mask } from '../schema/types.ts';
import { quoteText } from '../storage/database.ts';

/** How much of a value's end is shown, and how a value of the right length is written in groups. */
interface Shape {
  readonly shown: number;
  readonly groups?: readonly number[];
  readonly separator?: string;
}

/** (Salesforce Help, "Custom Field Attributes", Mask Type) */
const shapes: Readonly<Record<Mask['type'], Shape>> = {
  all: { shown: 0 },
  lastFour: { shown: 4 },
  creditCard: { shown: 4, groups: [4, 4, 4, 4], separator: '-' },
  nino: { shown: 0, groups: [2, 2, 2, 2, 1], separator: ' ' },
  sin: { shown: 0, groups: [3, 3, 3], separator: '-' },
  ssn: { shown: 4, groups: [3, 2, 4], separator: '-' },
};

/** What of a value is shown to those who may not see encrypted data. */
function masked(value: string, { type, character }: Mask): string {
  const { shown, groups = [], separator = '' } = shapes[type];
  const hidden = Math.max(value.length - shown, 0);
  const text = value.slice(0, hidden).replaceAll(/[^\s-]/g, character) + value.slice(hidden);
  if (groups.reduce((sum, length) => sum + length, 0) !== value.length) return text;
  let from = 0;
  return groups.map((length) => text.slice(from, (from += length))).join(separator);
}

const FUNCTION = 'masked';

/** Gives SQL the function that `maskedInSql` calls. */
export function registerMasks(db: DatabaseSync): void {
  db.function(FUNCTION, (value, type, character) =>
    value === null
      ? null
      : masked(value as string, { type: type as Mask['type'], character: character as string }),
  );
}

/** SQL for a column as the user may see it. */
export function maskedInSql(column: string, mask: Mask | null, access: Access): string {
  if (!mask || access.hasUserPermission('ViewEncryptedData')) return column;
  return `${FUNCTION}(${column}, ${quoteText(mask.type)}, ${quoteText(mask.character)})`;
}
