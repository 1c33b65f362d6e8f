import { readFileSync } from 'node:fs';

/** What a process took. */
export interface Measured {
  readonly peakMiB: number;
  /** User and system. */
  readonly cpuSeconds: number;
  /** For Salesforce to have the results of bulk queries ready. */
  readonly waitedSeconds: number;
}

/** The environment of a process that writes down, when it ends, what it took. */
export function measuredBy(file: string): Record<string, string> {
  return {
    NODE_OPTIONS: `--import ${new URL('measure.ts', import.meta.url).href}`,
    MEASURED_FILE: file,
  };
}

export function readMeasured(file: string): Measured {
  return JSON.parse(readFileSync(file, 'utf8')) as Measured;
}
