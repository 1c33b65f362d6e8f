import { readFileSync } from 'node:fs';

/** The environment of a process that writes down, when it ends, what it took. */
export function measuredBy(file: string): Record<string, string> {
  return {
    NODE_OPTIONS: `--import ${new URL('measure.ts', import.meta.url).href}`,
    MEASURED_FILE: file,
  };
}

export function readPeak(file: string): { peakMiB: number; cpuSeconds: number } {
  return JSON.parse(readFileSync(file, 'utf8')) as { peakMiB: number; cpuSeconds: number };
}
