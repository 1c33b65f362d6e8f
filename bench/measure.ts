/* Loaded into a process that is measured: writes what it took when it ends. */
import { channel } from 'node:diagnostics_channel';
import { writeFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

/** A look at whether a bulk job is done. */
const LOOK = /\/jobs\/query\/\w+$/;

/** By the path of a job: from the first look at it to the last answer. */
const waits = new Map<string, { readonly from: number; to: number }>();

channel('undici:request:create').subscribe((message) => {
  const { method, path } = (message as { request: { method: string; path: string } }).request;
  if (method === 'GET' && LOOK.test(path) && !waits.has(path)) {
    waits.set(path, { from: performance.now(), to: performance.now() });
  }
});
channel('undici:request:trailers').subscribe((message) => {
  const wait = waits.get((message as { request: { path: string } }).request.path);
  if (wait !== undefined) wait.to = performance.now();
});

process.on('exit', () => {
  // What loads into the process loads into its workers, too.
  if (!isMainThread) return;
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  writeFileSync(
    process.env['MEASURED_FILE']!,
    JSON.stringify({
      peakMiB: Math.round(maxRSS / 1024),
      cpuSeconds: (userCPUTime + systemCPUTime) / 1e6,
      waitedSeconds: waitedMs() / 1000,
    }),
  );
});

/** What two waits share counts once. */
function waitedMs(): number {
  let sum = 0;
  let until = 0;
  for (const { from, to } of [...waits.values()].sort((one, other) => one.from - other.from)) {
    sum += Math.max(0, to - Math.max(from, until));
    until = Math.max(until, to);
  }
  return sum;
}
