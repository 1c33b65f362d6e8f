const signals = ['SIGINT', 'SIGTERM'] as const;

/**
 * Aborts when the user or the system asks the process to end. SfCommand ends
 * the process on the spot; a command that has something to close takes the
 * signals over with this.
 */
export function endSignal(): AbortSignal {
  const controller = new AbortController();
  for (const signal of signals) {
    process.removeAllListeners(signal);
    process.once(signal, () => {
      controller.abort();
    });
  }
  return controller.signal;
}
