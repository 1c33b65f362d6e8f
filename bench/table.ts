/** One measured number, and what it should be. */
export interface Figure {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  /** The goal; null where the number is only reported. */
  readonly atMost: number | null;
}

export function printTable(figures: readonly Figure[]): void {
  const rows = figures.map(({ what, value, unit, atMost }) => [
    what,
    `${round(value)} ${unit}`,
    ...(atMost === null ? ['', ''] : [`≤ ${atMost}`, value <= atMost ? 'reached' : 'missed']),
  ]);
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]!.length)));
  for (const row of rows) {
    console.error(
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    );
  }
}

function round(value: number): string {
  if (Number.isInteger(value) || value >= 100) return Math.round(value).toLocaleString('en');
  return value.toFixed(2);
}
