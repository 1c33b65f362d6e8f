/**
 * Lets works run one at a time, in the order in which they were asked for.
 *
 * @returns a function that runs a work in its turn. Until it begins, `leave` takes
 * it out of the queue: the promise is rejected with the signal's reason
 */
export function createTurns() {
  let last: Promise<void> = Promise.resolve();
  return function inTurn<T>(work: () => Promise<T>, leave: AbortSignal): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const left = () => {
      reject(leave.reason as Error);
    };
    if (leave.aborted) left();
    leave.addEventListener('abort', left, { once: true });
    last = last.then(async () => {
      leave.removeEventListener('abort', left);
      if (!leave.aborted) await work().then(resolve, reject);
    });
    return promise;
  };
}

/**
 * One work that several ask for: at any time it runs once, and who asks meanwhile
 * has it run once more afterwards.
 */
export function createSingleFlight(work: () => Promise<void>): () => Promise<void> {
  let flight: Promise<void> | undefined;
  let isAsked = false;
  const fly = async () => {
    while (isAsked) {
      isAsked = false;
      await work();
    }
  };
  return () => {
    isAsked = true;
    flight ??= fly().finally(() => {
      flight = undefined;
    });
    return flight;
  };
}
