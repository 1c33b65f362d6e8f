/** Commands that run again and again beside other work on the machine. */
const SERVANTS = new Set(['refresh', 'serve']);

/**
 * Left alone, V8 lets its heap grow to many times what it holds before it looks
 * for garbage, and a refresh of any size holds no more than some pages beside the
 * code, of which nothing is garbage while it is loaded.
 */
const V8_FLAGS = [
  '--max-semi-space-size=2',
  '--heap-growing-percent=20',
  '--initial-old-space-size=48',
];

/**
 * To the GNU C library: one heap in place of one for each thread, and what is
 * freed goes back to the system. Left alone, what SQLite and streams have freed
 * stays with the process, in pieces. Other C libraries do not look at these.
 */
const MALLOC_SETTINGS = {
  MALLOC_ARENA_MAX: '1',
  MALLOC_MMAP_THRESHOLD_: String(128 * 1024),
  MALLOC_TRIM_THRESHOLD_: String(128 * 1024),
};

/** Windows and IBM i (Node.js documentation, `process.execve`). */
const WITHOUT_EXECVE: ReadonlySet<string> = new Set(['win32', 'os400']);

/**
 * Begins the process anew for a command that serves, as one that keeps its memory
 * small: both can be told so only at the start. The process, its files and who
 * waits for it stay the same. To be called before anything else; what a user has
 * set stays as it is. Where no process can begin anew, nothing happens.
 */
export function keepProcessSmall([command = '']: readonly string[]): void {
  const missing = V8_FLAGS.filter((flag) => !isSet(flag));
  const isSmall = missing.length === 0;
  if (isSmall || !SERVANTS.has(command) || WITHOUT_EXECVE.has(process.platform)) {
    return;
  }
  process.execve?.(
    process.execPath,
    [process.execPath, ...missing, ...process.execArgv, ...process.argv.slice(1)],
    { ...MALLOC_SETTINGS, ...process.env },
  );
}

/** To whichever value, on the command line or in NODE_OPTIONS; V8 takes underscores for hyphens. */
function isSet(flag: string): boolean {
  const [name] = flag.split('=') as [string];
  const { NODE_OPTIONS = '' } = process.env;
  return [...process.execArgv, NODE_OPTIONS].join(' ').replaceAll('_', '-').includes(name);
}
