/* Loaded into a process that is measured: writes what it took when it ends. */
import { writeFileSync } from 'node:fs';

process.on('exit', () => {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  writeFileSync(
    process.env['MEASURED_FILE']!,
    JSON.stringify({
      peakMiB: Math.round(maxRSS / 1024),
      cpuSeconds: (userCPUTime + systemCPUTime) / 1e6,
    }),
  );
});
