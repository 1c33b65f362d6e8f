/** One measured number, and what it should be. */
export interface Figure {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  readonly goal: string;
}

export function printTable(figures: readonly Figure[]): void {
  const rows = figures.map(({ what, value, unit, goal }) => [
    what,
    `${round(value)} ${unit}`,
    goal,
  ]);
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]!.length)));
  for (const row of rows) {
    console.error(row.map((cell, column) => cell.padEnd(widths[column]!)).join('  '));
  }
}

function round(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en') : value.toFixed(2);
}
