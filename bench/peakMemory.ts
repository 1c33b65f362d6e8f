/* Loaded into a process that is measured: writes its peak resident memory, in MiB, when it ends. */
import { writeFileSync } from 'node:fs';

process.on('exit', () => {
  const kibibytes = process.resourceUsage().maxRSS;
  writeFileSync(process.env['PEAK_MEMORY_FILE']!, String(Math.round(kibibytes / 1024)));
});
